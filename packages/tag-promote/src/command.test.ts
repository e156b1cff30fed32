import { readFileSync, writeFileSync } from 'node:fs';
import type { Registry } from '@patch-notebook-sts/testbed/registry/registry';
import t from 'tap';
import { image, registryFor } from './testing.ts';

const HOSTS = ['ghcr.io', 'quay.io', 'docker.io'];
const REPOSITORIES = HOSTS.map((host) => `${host}/rsp/lab`);
const both = { 'linux/amd64': 'a', 'linux/arm64': 'b' };

const writes = (registry: Registry) =>
  registry.requests.filter(({ method }) => method === 'PUT' || method === 'DELETE');
const pointsTo = async (registry: Registry, reference: string) => (await registry.resolve(reference))?.digest;

/** Three registries with an image under w_40, and another under recommended. */
async function setup(t: Parameters<typeof registryFor>[0]) {
  const all = await registryFor(t);
  const { registry, folder } = all;
  const [old = '', now = ''] = ['old', 'new'].map(
    (seed) =>
      REPOSITORIES.map((repository) => {
        const tag = seed === 'old' ? 'recommended' : 'w_40';
        return registry.push(`${repository}:${tag}`, image(seed));
      })[0],
  );
  const images = `${folder}/images.txt`;
  writeFileSync(images, `# all three\n${REPOSITORIES.join('\r\n')}\n`);
  return { ...all, images, old, now, args: ['w_40', 'recommended', '--images', images] };
}

t.test('a dry run writes nothing, execute writes the same, and undo brings it back', async (t) => {
  const { registry, folder, promote, args, old, now } = await setup(t);
  const plan = await promote([...args, '-o', `${folder}/plan.txt`]);
  t.match(plan, { code: 0, stderr: 'tag-promote: 3 planned; say execute to do it\n' });
  t.equal(writes(registry).length, 0);
  const [first] = readFileSync(`${folder}/plan.txt`, 'utf8').split('\n');
  t.equal(
    first,
    `{"repository":"ghcr.io/rsp/lab","source":"w_40","tag":"recommended","from":"${old}","to":"${now}","backup":"recommended-previous","outcome":"planned"}`,
  );
  const done = await promote(['execute', ...args, '--expect', `${folder}/plan.txt`]);
  t.match(done, { code: 0, stderr: 'tag-promote: 3 promoted\n' });
  t.match(
    done.rows.map(({ outcome, from, to }) => [outcome, from, to]),
    REPOSITORIES.map(() => ['promoted', old, now]),
  );
  for (const repository of REPOSITORIES) {
    t.equal(await pointsTo(registry, `${repository}:recommended`), now);
    t.equal(await pointsTo(registry, `${repository}:recommended-previous`), old);
    t.equal(await pointsTo(registry, `${repository}:w_40`), now);
  }
  t.match(await promote(['execute', ...args]), { code: 0, stderr: /^tag-promote: 3 unchanged$/m });

  writeFileSync(`${folder}/done.txt`, done.stdout);
  const seen = writes(registry).length;
  t.match(await promote(['--undo', `${folder}/done.txt`]), { code: 0, stderr: /3 planned; say execute/ });
  t.equal(writes(registry).length, seen);
  const undone = await promote(['execute', '--undo', `${folder}/done.txt`]);
  t.match(undone, { code: 0, stderr: 'tag-promote: 3 promoted\n' });
  t.match(undone.rows, [{ from: now, to: old }, {}, {}]);
  for (const repository of REPOSITORIES) t.equal(await pointsTo(registry, `${repository}:recommended`), old);
  t.match(await promote(['execute', '--undo', `${folder}/done.txt`]), { code: 0, stderr: /3 unchanged/ });
  t.match(
    await promote(['execute', '--undo', `${folder}/plan.txt`]),
    { code: 0 },
    'a plan is enough to undo',
  );
});

t.test('the bytes and the type stay, for an index and for Docker’s types', async (t) => {
  const { registry, promote } = await registryFor(t);
  for (const mediaType of ['oci', 'docker'] as const) {
    const repository = `ghcr.io/rsp/${mediaType}`;
    const created = '2026-11-01T00:00:00Z';
    const digest = registry.push(`${repository}:w`, { platforms: both, created, mediaType });
    const before = await registry.resolve(`${repository}:w`);
    t.match(await promote(['execute', 'w', 'r', '--image', repository]), {
      code: 0,
      rows: [{ from: null, to: digest, backup: null, outcome: 'promoted' }],
    });
    t.same(await registry.resolve(`${repository}:r`), before);
  }
});

t.test('one that is refused keeps all from being written', async (t) => {
  const { registry, folder, promote, args, old, now } = await setup(t);
  writeFileSync(`${folder}/plan.txt`, (await promote(args)).stdout);
  const other = registry.push('quay.io/rsp/lab:recommended', image('other', '2026-12-01T00:00:00Z'));
  const refused = async (...more: string[]) => {
    const ended = await promote(['execute', ...args, ...more]);
    t.match(ended, { code: 4, stderr: /; nothing was written$/m });
    t.equal(writes(registry).length, 0);
    return ended.rows.map(({ outcome, reason = '' }) => `${outcome} ${reason}`.trim());
  };
  t.match(await refused('--expect', `${folder}/plan.txt`), [
    'planned',
    /^refused recommended is sha256:.*, not sha256:.* as expected/,
    'planned',
  ]);
  t.match(await refused('--expect', old), ['planned', /^refused recommended is .* as expected/, 'planned']);
  t.match(await refused('--no-older'), [
    'planned',
    /^refused it was created at 2026-11-01.*before/,
    'planned',
  ]);
  t.match(await refused('--hold', now), Array(3).fill(/^refused sha256:.* is held$/));
  registry.delete('docker.io/rsp/lab:w_40');
  t.match(await refused(), ['planned', 'planned', 'refused there is no tag w_40']);
  t.equal(await pointsTo(registry, 'quay.io/rsp/lab:recommended'), other);

  const failed = await promote(['execute', ...args, '--image', 'ghcr.io/rsp/lab'], {
    TAG_PROMOTE_IMAGES: '',
    HTTPS_PROXY: 'http://127.0.0.1:1',
    TAG_PROMOTE_TIMEOUT: '1s',
  });
  t.match(failed, { code: 1, stderr: /: failed: / });
});

t.test('platforms that would be lost, and parts that are missing', async (t) => {
  const { registry, promote } = await registryFor(t);
  const lab = 'ghcr.io/rsp/lab';
  const created = '2026-11-01T00:00:00Z';
  registry.push(`${lab}:r`, { platforms: both, created });
  registry.push(`${lab}:one`, image('one'));
  const args = ['execute', 'one', 'r', '--image', lab];
  t.match(await promote(args), { code: 4, rows: [{ reason: /^it has no linux\/arm64, which the present/ }] });
  t.match(await promote([...args, '--allow-fewer-platforms']), { code: 0, rows: [{ outcome: 'promoted' }] });
  registry.push(`${lab}:w`, { platforms: { ...both, 'linux/s390x': 'c' }, created });
  const child = (await registry.resolve(`${lab}:w`))?.platforms['linux/s390x'];
  registry.delete(`${lab}@${child}`);
  t.match(await promote(['execute', 'w', 'r', '--image', lab]), {
    code: 1,
    rows: [{ outcome: 'failed', reason: /not-found: .*the image is not whole/ }],
  });
  registry.push(`${lab}:silent`, { seed: 'silent' });
  t.match(await promote(['silent', 'r', '--image', lab]), { code: 1, rows: [{ outcome: 'failed' }] });
});

t.test('whoever moves the tag meanwhile is not overwritten, and is named', async (t) => {
  for (const when of ['before', 'after']) {
    const { registry, promote, args } = await setup(t);
    const other = registry.push('quay.io/rsp/lab:other', image('other'));
    const heads = () =>
      registry.requests.filter(({ method, path }) => method === 'HEAD' && path.endsWith('/recommended'))
        .length;
    let puts = 0;
    registry.onRequest = ({ host, method, path }) => {
      if (host !== 'quay.io') return;
      if (method === 'PUT' && path.endsWith('/recommended-previous') && when === 'before')
        registry.tag('quay.io/rsp/lab:recommended', other);
      if (method === 'PUT' && path.endsWith('/recommended')) puts += 1;
      if (method === 'HEAD' && path.endsWith('/recommended') && puts > 0)
        registry.tag('quay.io/rsp/lab:recommended', other);
    };
    const { code, rows } = await promote(['execute', ...args]);
    t.equal(code, 1);
    t.match(
      rows.map(({ outcome, reason }) => [outcome, reason ?? '']),
      [
        ['promoted', ''],
        [
          'lost-race',
          when === 'before' ? /by now; nothing was written/ : /somebody moved it at the same time/,
        ],
        ['planned', 'not attempted: quay.io/rsp/lab ended as lost-race'],
      ],
    );
    t.equal(puts, when === 'before' ? 0 : 1);
    t.equal(await pointsTo(registry, 'quay.io/rsp/lab:recommended'), other);
    t.ok(heads() > 3);
  }
});

t.test('a tag that was moved back at once is not said to be promoted', async (t) => {
  const { registry, promote, args, old } = await setup(t);
  let puts = 0;
  registry.onRequest = ({ method, path }) => {
    if (!path.endsWith('/recommended')) return;
    if (method === 'PUT') puts += 1;
    else if (puts > 0) registry.tag('ghcr.io/rsp/lab:recommended', old);
  };
  const { code, rows } = await promote(['execute', ...args]);
  t.equal(code, 1);
  t.match(rows, [
    { outcome: 'failed', reason: /or somebody moved it back at once$/ },
    { outcome: 'planned' },
  ]);
  t.equal(puts, 1);
});

t.test('what a registry says when it does not write', async (t) => {
  const { registry, promote, args, old } = await setup(t);
  const put = { method: 'PUT', path: /recommended$/ };
  const ecr = {
    code: 'TAG_INVALID',
    message:
      "The image tag 'recommended' already exists and cannot be overwritten because the repository is immutable",
  };
  const faults: [object, RegExp][] = [
    [{ status: 201 }, /says that it moved the tag, but it did not, or somebody moved it back at once$/],
    [{ status: 400, body: { errors: [ecr] } }, /keeps the tag recommended of .* immutable/],
    [{ status: 403 }, /they need push permission/],
    [{ status: 405 }, /is read-only, or a cache/],
    [{ status: 429 }, /limits requests/],
    [{ status: 500 }, /failed with status 500/],
    [{ dropAfterBytes: 0 }, /ghcr\.io/],
  ];
  for (const [fault, reason] of faults) {
    registry.faults.clear();
    registry.faults.add({ ...put, ...fault });
    const { code, rows, stderr } = await promote(['execute', ...args]);
    t.equal(code, 1, stderr);
    t.match(rows, [{ outcome: 'failed', reason }, { outcome: 'planned' }, { outcome: 'planned' }], stderr);
    t.equal(await pointsTo(registry, 'ghcr.io/rsp/lab:recommended'), old);
  }
  registry.faults.clear();
  registry.delete('ghcr.io/rsp/lab:recommended-previous');
  registry.faults.add({ method: 'PUT', path: /previous$/, status: 403 });
  t.match((await promote(['execute', ...args])).rows, [
    { outcome: 'failed', reason: /^nothing was moved, because the tag recommended-previous was not made/ },
    {},
    {},
  ]);
  registry.faults.clear();
  registry.faults.add({ ...put, status: 429, retryAfter: '1', times: 1 });
  t.match(await promote(['execute', ...args]), { code: 0, stderr: /3 promoted/ }, 'it is tried again');
});

t.test('a first promotion is undone by removing the tag, never the image', async (t) => {
  for (const deletes of ['tags', 'digests', undefined] as const) {
    const { registry, folder, promote } = await registryFor(t, {
      hosts: { 'ghcr.io': deletes === undefined ? {} : { deletes } },
    });
    const digest = registry.push('ghcr.io/rsp/lab:w', image('w'));
    const done = await promote(['execute', 'w', 'r', '--image', 'ghcr.io/rsp/lab']);
    writeFileSync(`${folder}/done.txt`, done.stdout);
    const undone = await promote(['execute', '--undo', `${folder}/done.txt`]);
    if (deletes === 'tags')
      t.match(undone, { code: 0, rows: [{ from: digest, to: null, outcome: 'promoted' }] });
    else
      t.match(undone, {
        code: 4,
        rows: [{ outcome: 'refused', reason: /can't delete a tag alone.*delete the tag r/ }],
      });
    t.equal(await pointsTo(registry, 'ghcr.io/rsp/lab:r'), deletes === 'tags' ? undefined : digest);
    t.equal(await pointsTo(registry, 'ghcr.io/rsp/lab:w'), digest);
    t.ok(await registry.resolve(`ghcr.io/rsp/lab@${digest}`));
  }
});

t.test('undo moves only what is still where it was left, and says what is gone', async (t) => {
  const { registry, folder, promote, args, old } = await setup(t);
  writeFileSync(`${folder}/done.txt`, (await promote(['execute', ...args])).stdout);
  const other = registry.push('ghcr.io/rsp/lab:recommended', image('other'));
  registry.delete(`quay.io/rsp/lab@${old}`);
  const undone = await promote(['execute', '--undo', `${folder}/done.txt`]);
  t.match(undone, {
    code: 4,
    rows: [
      { outcome: 'refused', reason: /somebody has moved it since/ },
      { outcome: 'refused', reason: /gone from the registry/ },
      { outcome: 'promoted' },
    ],
  });
  t.equal(await pointsTo(registry, 'ghcr.io/rsp/lab:recommended'), other);
});

t.test('tokens are asked for with the rights that are needed, and a password stays secret', async (t) => {
  const users = { robot: 's3cret' };
  const { registry, promote } = await registryFor(t, {
    hosts: { 'ghcr.io': { auth: { scheme: 'bearer', users }, deletes: 'tags' } },
  });
  registry.push('ghcr.io/rsp/lab:w', image('w'));
  const args = ['w', 'r', '--image', 'ghcr.io/rsp/lab', '--username', 'robot'];
  const env = { TAG_PROMOTE_PASSWORD: 's3cret' };
  const scopes = () =>
    registry.requests.flatMap(({ path }) => /scope=([^&]+)/.exec(path)?.[1] ?? []).map(decodeURIComponent);
  t.match(await promote(args, env), { code: 0 });
  t.same(new Set(scopes()), new Set(['repository:rsp/lab:pull']));
  t.match(await promote(['execute', ...args], env), { code: 0, rows: [{ outcome: 'promoted' }] });
  t.equal(scopes().at(-1), 'repository:rsp/lab:pull,push');
  const wrong = await promote(args, { TAG_PROMOTE_PASSWORD: 's3cret-no' });
  t.match(wrong, { code: 1, rows: [{ outcome: 'failed', reason: /unauthorized/ }] });
  t.notMatch(wrong.stderr + wrong.stdout, 's3cret');
});

t.test('command lines that can’t be meant', async (t) => {
  const { promote } = await registryFor(t);
  const image = ['--image', 'ghcr.io/rsp/lab'];
  const table: [string[], RegExp][] = [
    [['w', ...image], /give SOURCE and TARGET/],
    [['w', 'r'], /no repository/],
    [['w', 'w', ...image], /promoted to itself/],
    [['r-previous', 'r', ...image], /overwritten by the backup/],
    [['w', 'r', 'execute', ...image], /say it first: tag-promote execute SOURCE TARGET/],
    [['w', 'r', 'x', ...image], /unexpected argument "x"/],
    [['a b', 'r', ...image], /"a b" is not a tag/],
    [['w', 'r', '--image', 'ghcr.io/rsp/lab:v1'], /names a tag or a digest/],
    [['w', 'r', '--image', 'acme.jfrog.io/lab', '--source', 'jfrog'], /give --repository-key/],
    [['w', 'r', ...image, '--token-file', 'x'], /--token-file is for --source jfrog, not for registry/],
    [['w', 'r', ...image, '--source', 'az'], /is not of an Azure registry/],
    [['w', 'r', ...image, '--source', 'crane'], /registry, az and jfrog are the ways/],
    [['w', 'r', ...image, '--expect', 'sha256:1'], /neither a digest nor a file/],
    [['--undo', '-', ...image], /--undo takes all from its rows/],
  ];
  for (const [args, stderr] of table) t.match(await promote(args), { code: 2, stderr }, args.join(' '));
  t.match(await promote(['--undo', '-']), { code: 3, stderr: /no row that moved a tag/ });
});
