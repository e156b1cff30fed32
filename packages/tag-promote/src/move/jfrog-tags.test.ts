import { writeFileSync } from 'node:fs';
import type { ArtifactoryOptions } from '@patch-notebook-sts/testbed/registry/options';
import t, { type Test } from 'tap';
import { image, registryFor } from '../testing.ts';

// The API of Artifactory is the testbed's: nothing here was run against a real one.

const HOST = 'acme.jfrog.io';
const LAB = `${HOST}/docker-local/rsp/lab`;
const TOKEN = 'jf-s3cret';
const COPY = { method: 'POST', path: /v2\/promote$/ };

/** An Artifactory with an image under w_2, and another under r, which was w_1. */
async function setup(t: Test, artifactory: ArtifactoryOptions = {}) {
  const all = await registryFor(t, {
    hosts: { [HOST]: { artifactory: { accessTokens: [TOKEN], ...artifactory } } },
  });
  const { registry, folder, promote } = all;
  const old = registry.push(`${LAB}:r`, image('old'));
  const now = registry.push(`${LAB}:w_2`, image('new'));
  const other = registry.push(`${LAB}:other`, image('other'));
  const file = `${folder}/rows.txt`;
  const jfrog = async (args: string[], env: object = {}) => {
    const ended = await promote([...args, '--source', 'jfrog'], { JF_ACCESS_TOKEN: TOKEN, ...env });
    if (ended.stdout !== '') writeFileSync(file, ended.stdout);
    t.notMatch(ended.stdout + ended.stderr, TOKEN);
    return ended;
  };
  return {
    ...all,
    old,
    now,
    other,
    file,
    jfrog,
    args: ['w_2', 'r', '--image', LAB],
    at: async (tag: string) => (await registry.resolve(`${LAB}:${tag}`))?.digest,
    /** What was sent that may change anything. */
    writes: () =>
      registry.requests
        .filter(({ method }) => method !== 'HEAD' && method !== 'GET')
        .map(({ method, path, body }) => `${method} ${path} ${body}`),
  };
}

const promotion = (tag: string, targetTag: string) =>
  `POST /artifactory/api/docker/docker-local/v2/promote {"targetRepo":"docker-local","dockerRepository":"rsp/lab","tag":"${tag}","targetTag":"${targetTag}","copy":true}`;

t.test('tags are copied, not moved, and undo copies the backup', async (t) => {
  const { jfrog, args, file, at, old, now, writes } = await setup(t);
  t.match(await jfrog(args), { code: 0, rows: [{ from: old, to: now, outcome: 'planned' }] });
  t.same(writes(), []);
  t.match(await jfrog(['execute', ...args, '--verbose']), {
    code: 0,
    rows: [{ from: old, to: now, outcome: 'promoted' }],
  });
  t.same(writes(), [promotion('r', 'r-previous'), promotion('w_2', 'r')]);
  t.same([await at('r'), await at('r-previous'), await at('w_2')], [now, old, now]);
  t.match(await jfrog(['execute', '--undo', file]), {
    code: 0,
    rows: [{ from: now, to: old, outcome: 'promoted' }],
  });
  t.same(writes().slice(2), [promotion('r-previous', 'r')]);
  t.same([await at('r'), await at('r-previous'), await at('w_2')], [old, old, now]);
  t.match(await jfrog(['execute', '--undo', file]), { code: 0, rows: [{ to: now, outcome: 'promoted' }] });
  t.equal(writes().at(-1), promotion('w_2', 'r'), 'what was undone is done again');
});

t.test('an undo that finds no tag to copy is refused, and the registry can do it', async (t) => {
  const { jfrog, promote, args, file, registry, at, old, now } = await setup(t);
  await jfrog(['execute', ...args, '--backup', '']);
  const refused = await jfrog(['execute', '--undo', file]);
  t.match(refused, {
    code: 4,
    rows: [{ outcome: 'refused', reason: /and w_2 doesn't point to .*--source registry/ }],
  });
  t.equal(await at('r'), now);
  registry.tag(`${LAB}:r`, old);
  registry.delete(`${LAB}:r-previous`);
  await jfrog(['execute', ...args]);
  registry.tag(`${LAB}:r-previous`, now);
  t.match(await promote(['execute', '--undo', file]), { code: 0, rows: [{ outcome: 'promoted' }] });
  t.equal(await at('r'), old);
});

t.test('a first promotion is undone by deleting the tag, never the image', async (t) => {
  const { jfrog, file, registry, at, now, writes } = await setup(t);
  await jfrog(['execute', 'w_2', 'first', '--image', LAB]);
  t.equal(await at('first'), now);
  registry.faults.add({ method: 'DELETE', path: /./, status: 403, times: 1 });
  const done = await jfrog(['--undo', file]);
  t.match(done, { code: 0, rows: [{ from: now, to: null, outcome: 'planned' }] });
  writeFileSync(file, JSON.stringify({ ...done.rows[0], from: null, to: now }));
  const args = ['execute', '--undo', file];
  const forbidden = await jfrog(args);
  t.match(forbidden, { code: 4, rows: [{ outcome: 'refused', reason: /need permission to delete there/ }] });
  writeFileSync(file, JSON.stringify({ ...done.rows[0], from: null, to: now }));
  t.match(await jfrog(args), { code: 0, rows: [{ from: now, to: null, outcome: 'promoted' }] });
  t.equal(writes().at(-1), 'DELETE /artifactory/docker-local/rsp/lab/first ');
  t.same([await at('first'), await at('w_2'), await at(`x@${now}`)], [undefined, now, now]);
});

t.test('a tag is not deleted if it is the last of its image', async (t) => {
  for (const when of ['before', 'meanwhile']) {
    const { jfrog, file, registry, at, now, other, writes } = await setup(t);
    await jfrog(['execute', 'w_2', 'first', '--image', LAB]);
    const seen = writes().length;
    if (when === 'before') registry.tag(`${LAB}:w_2`, other);
    let heads = 0;
    registry.onRequest = ({ method, path }) => {
      if (method === 'HEAD' && path.startsWith('/artifactory/') && path.endsWith('/w_2')) heads += 1;
      if (heads === 2) registry.tag(`${LAB}:w_2`, other);
    };
    const { code, rows } = await jfrog(['execute', '--undo', file]);
    const [ended] =
      when === 'before'
        ? [
            {
              outcome: 'refused',
              reason: /^first may be the last tag of the image, .*: w_2 doesn't point there/,
            },
          ]
        : [{ outcome: 'lost-race', reason: /^w_2 points to .* by now; nothing was written$/ }];
    t.match([code, rows], [when === 'before' ? 4 : 1, [ended]]);
    t.equal(writes().length, seen);
    t.equal(await at('first'), now);
  }
});

t.test('a source tag that is elsewhere by now is not copied', async (t) => {
  const { jfrog, args, registry, at, old, other, writes } = await setup(t);
  registry.onRequest = ({ method, path }) => {
    if (method === 'POST' && path.endsWith('/promote')) registry.tag(`${LAB}:w_2`, other);
  };
  const { code, rows } = await jfrog(['execute', ...args]);
  t.equal(code, 1);
  t.match(rows, [{ outcome: 'lost-race', reason: /^w_2 points to sha256:.* by now; nothing was written$/ }]);
  t.same(writes(), [promotion('r', 'r-previous')]);
  t.equal(await at('r'), old);
});

t.test('a source tag that is moved as it is copied is named, and undone', async (t) => {
  for (const backup of ['-previous', '']) {
    const { jfrog, promote, args, file, registry, at, old, now, other } = await setup(t);
    registry.onRequest = ({ method, body }) => {
      if (method === 'POST' && body.includes('"tag":"w_2"')) registry.tag(`${LAB}:w_2`, other);
    };
    const { code, rows, stderr } = await jfrog(['execute', ...args, `--backup=${backup}`]);
    t.equal(code, 1);
    const how = backup === '' ? '--undo with --source registry may bring it back' : '--undo brings it back';
    t.match(rows, [{ outcome: 'lost-race', from: old, to: now, written: other }]);
    t.match(stderr, `w_2 was moved while it was copied; ${how}`);
    t.equal(await at('r'), other);
    registry.onRequest = undefined;
    const undo = ['execute', '--undo', file];
    const undone = backup === '' ? await promote(undo) : await jfrog(undo);
    t.match(undone, { code: 0, rows: [{ from: other, to: old, outcome: 'promoted' }] });
    t.equal(await at('r'), old);
  }
});

t.test('a source tag that is moved to what the target has, as it is copied, changes nothing', async (t) => {
  const { jfrog, args, registry, at, old } = await setup(t);
  registry.onRequest = ({ method, body }) => {
    if (method === 'POST' && body.includes('"tag":"w_2"')) registry.tag(`${LAB}:w_2`, old);
  };
  const { code, rows } = await jfrog(['execute', ...args]);
  t.equal(code, 1);
  t.match(rows, [
    { outcome: 'lost-race', written: undefined, reason: /^w_2 was moved to .*, so r is as it was before$/ },
  ]);
  t.equal(await at('r'), old);
});

t.test('a target that is moved while its backup is made is left alone', async (t) => {
  for (const when of ['HEAD', 'POST']) {
    const { jfrog, args, registry, at, other } = await setup(t);
    registry.onRequest = ({ method, path, body }) => {
      const copies =
        when === 'POST'
          ? body.includes('r-previous')
          : path.endsWith('/artifactory/api/docker/docker-local/v2/rsp/lab/manifests/r');
      if (method === when && copies) registry.tag(`${LAB}:r`, other);
    };
    const { code, rows } = await jfrog(['execute', ...args]);
    t.equal(code, 1);
    const reason =
      when === 'HEAD'
        ? /^r points to .* by now; nothing was written/
        : /^r was moved while it was copied to r-previous \(the tag points to .*\); r was not written$/;
    t.match(rows, [{ outcome: 'lost-race', reason }]);
    t.equal(await at('r'), other);
    t.equal(await at('r-previous'), when === 'HEAD' ? undefined : other);
  }
});

t.test('what Artifactory says when it does not write', async (t) => {
  const { jfrog, args, registry, at, old, now } = await setup(t);
  const error = (status: number, message: string) => ({ status, body: { errors: [{ status, message }] } });
  const faults: [object, RegExp][] = [
    [{ status: 200, body: 'Promotion ended successfully' }, /says that it moved the tag, but it did not/],
    [{ status: 200, body: '<html>log in</html>' }, /not as Artifactory does; check --url/],
    [error(401, 'Bad credentials'), /refuses these credentials/],
    [error(403, 'Forbidden'), /need permission to deploy/],
    [error(404, 'No repository'), /no local repository docker-local, or no rsp\/lab:w_2 in it/],
    [error(400, "User doesn't have permissions to override"), /they need permission to delete and overwrite/],
    [error(400, 'Unsupported'), /refuses to copy rsp\/lab:w_2, with status 400 \(Unsupported\)/],
    [{ status: 503 }, /failed with status 503/],
    [{ dropAfterBytes: 0 }, /acme\.jfrog\.io/],
  ];
  registry.tag(`${LAB}:r-previous`, old);
  for (const [fault, reason] of faults) {
    registry.faults.clear();
    registry.faults.add({ ...COPY, ...fault });
    t.match(await jfrog(['execute', ...args]), { code: 1, rows: [{ outcome: 'failed', reason }] });
    t.equal(await at('r'), old);
  }
  registry.faults.clear();
  registry.faults.add({ ...COPY, status: 503, times: 1 });
  t.match(
    await jfrog(['execute', ...args]),
    { code: 0, rows: [{ outcome: 'promoted' }] },
    'it is tried again',
  );
  t.equal(await at('r'), now);
});

t.test('a name that leads elsewhere in Artifactory is refused before anything is written', async (t) => {
  const { jfrog, args, registry, writes, now } = await setup(t);
  const elsewhere = ['--url', `https://${HOST}`, '--repository-key'];
  registry.push(`${HOST}/docker/docker-local/rsp/lab:w_2`, image('older'));
  for (const key of ['docker', 'nope'])
    t.match(await jfrog(['execute', ...args, ...elsewhere, key]), {
      code: 4,
      rows: [
        { to: now, outcome: 'refused', reason: /^w_2 is sha256.* where it would be copied; check --url/ },
      ],
    });
  t.same(writes(), []);
});

t.test('a Docker host of its own, with --url and --repository-key', async (t) => {
  const { jfrog, registry, writes, now } = await setup(t);
  const repository = 'docker-local.acme.example/rsp/lab';
  registry.push(`${repository}:w_2`, image('new'));
  registry.onRequest = ({ method }) => {
    if (method === 'POST') registry.tag(`${repository}:first`, now);
  };
  const args = ['execute', 'w_2', 'first', '--image', repository, '--url', `https://${HOST}`];
  const done = await jfrog([...args, '--repository-key', 'docker-local']);
  t.match(done, { code: 0, rows: [{ repository, to: now, outcome: 'promoted' }] });
  t.same(writes(), [promotion('w_2', 'first')]);
});

t.test('servers and logins that can’t do it', async (t) => {
  const old = await setup(t, { version: '7.104.2' });
  const sentence =
    /acme.jfrog.io is Artifactory 7\.104\.2, where .*needs 7\.117\.1, or take --source registry/;
  t.match(await old.jfrog(old.args), { code: 1, stdout: '', stderr: sentence });
  const { jfrog, args, writes, registry } = await setup(t);
  t.match(await jfrog(args, { JF_ACCESS_TOKEN: '' }), {
    code: 1,
    stderr: /needs a login; give JF_ACCESS_TOKEN/,
  });
  t.match(await jfrog(args, { JF_ACCESS_TOKEN: 'wrong' }), { code: 1, stderr: /refuses these credentials/ });
  const none = ['w', 'r', '--image', 'ghcr.io/rsp/lab'];
  t.match(await jfrog(none), { code: 1, stderr: /ghcr\.io is not Artifactory; check --url/ });
  t.match(await jfrog(['w', 'r', '--image', `${HOST}/lab`]), { code: 2, stderr: /give --repository-key/ });
  t.match(await jfrog([...args, '--image', 'b.jfrog.io/k/lab']), { code: 2, stderr: /on several: acme/ });
  registry.faults.add({ path: /system\/version/, body: '<html>' });
  t.match(await jfrog(args), { code: 1, stderr: /doesn't say which version it is/ });
  t.same(writes(), []);
});
