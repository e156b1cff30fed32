import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { generateNotebooks } from '@patch-notebook-sts/testbed/cluster/generate/generate-notebooks';
import { ROOT, run, testbedFor } from '@patch-notebook-sts/testbed/commands';
import { until } from '@patch-notebook-sts/testbed/until';
import t from 'tap';
import { IMAGES, recorded, rows, SCRIPT } from './testing.ts';

t.test('a dry run writes the stage files and changes nothing', async (t) => {
  const { chain, file, patches } = await recorded(t);
  const { code, stdout } = await chain();
  t.equal(code, 0);
  t.equal(stdout, file('4-restarts.txt'), 'the outcomes, which a pod’s log keeps');
  const saved = (name: string) => readFileSync(`${ROOT}fixtures/after/${name}`, 'utf8');
  for (const name of [
    '1-simple-output.txt',
    '3-statefulsets-to-restart.txt',
    '3-decisions.txt',
    '4-restarts.txt',
  ]) {
    t.equal(file(name), saved(name), name);
  }
  const timeless = (text: string) => rows(text).map(({ resolvedAt: _, ...row }) => row);
  const looked = timeless(file('2-images-with-tags.txt'));
  t.same(
    looked.map(({ running: _, ...row }) => row),
    timeless(saved('2-images-with-tags.txt')),
  );
  t.ok(
    looked.every(({ running }) => Array.isArray(running)),
    'what runs is looked up too',
  );
  t.same(patches(), []);
  t.match(
    file('summary.md'),
    /^# dry-run on http:\S+ \(\S+\)\n\n\d{4}-\d\d-\d\d \d\d:\d\d UTC, \d+ s\. Exit status 0: all went well\.\n\n## Restarts\n\n3 stale, 3 to restart\.\n/,
  );
  t.match(file('summary.md'), /\n\n## Notebooks\n\n16 workloads: 3 stale, .*\n\n\| repository \|/);
  t.match(file('report.html'), /"sentence":"Of 16 workloads, 3 were stale: 3 would restart\./);
});

t.test('a page that can not be made does not make the run a failure', async (t) => {
  const { chain, folder, file, workdir } = await recorded(t);
  mkdirSync(`${folder}/broken`);
  writeFileSync(`${folder}/broken/sts-report`, '#!/bin/sh\necho no page >&2\nexit 1\n', { mode: 0o755 });
  const PATH = `${folder}/broken:${ROOT}dist/bin:${process.env.PATH}`;
  const { code, stdout, stderr } = await chain(['execute'], { PATH });
  t.equal(code, 0);
  t.equal(stdout, file('4-restarts.txt'));
  t.match(stderr, /\nno page\n$/);
  t.notOk(existsSync(`${workdir}/report.html`));
});

t.test(
  'the log has a heading for each stage and a last line that says what happened; or is JSON',
  async (t) => {
    const { chain } = await recorded(t);
    const { stderr } = await chain();
    t.match(stderr, /^== dry-run on http:\S+ \(\S+\), \d{4}-\d\d-\d\d \d\d:\d\d UTC\n== 1\/4 /);
    t.equal((stderr.match(/^== [1-4]\/4 /gm) ?? []).length, 4);
    t.match(stderr, /\nsts-restart: 3 stale, 3 to restart; nothing changed, say execute to do it\n$/);
    const lines = rows((await chain(['execute'], { LOG: 'json' })).stderr);
    t.match(lines[0], { level: 'info', command: 'patch-notebook-sts', message: /^execute on http/ });
    t.match(lines[1], { level: 'info', command: 'patch-notebook-sts', message: /^1\/4 / });
    const desk = lines.find(({ name, outcome }) => name === 'desk' && outcome === 'verified');
    t.match(desk, {
      namespace: 'bob-singh',
      kind: 'StatefulSet',
      from: /^sha256:36606e/,
      to: /^sha256:3777ee/,
    });
    t.type(desk?.seconds, 'number');
    t.match(lines.at(-1), { command: 'sts-restart', message: '3 stale, 3 restarted and verified' });
  },
);

t.test('execute restarts what is stale; a second run finds nothing to do', async (t) => {
  const { chain, cluster, file, patches } = await recorded(t);
  const first = await chain(['execute']);
  t.equal(first.code, 0, first.stderr);
  t.same(
    patches()
      .map(({ path }) => path.replace(/^.*namespaces\/|\?.*$/g, ''))
      .sort(),
    ['alice-tremblay/statefulsets/jupyter', 'bob-singh/statefulsets/desk', 'dave-roy/statefulsets/mesh'],
  );
  t.equal(rows(file('4-restarts.txt')).length, 3);
  await cluster.settled();
  t.match(cluster.object('pods', 'dave-roy', 'mesh-0')?.metadata.annotations, {
    'kubectl.kubernetes.io/restartedAt': /^\d{4}-.*Z$/,
    'patch-notebook-sts/digests': /^k8scc01covidacr\.azurecr\.io\/rstudio:v1@sha256:b2bf[0-9a-f]{60}$/,
  });

  const second = await chain(['execute']);
  t.equal(second.code, 0);
  t.equal(file('3-statefulsets-to-restart.txt'), '');
  t.equal(patches().length, 3, 'no further patch');
});

t.test('Deployments and DaemonSets when asked for', async (t) => {
  const { chain, cluster, file } = await recorded(t);
  const STS_LIST_KIND = 'statefulset,deployment,daemonset';
  t.equal((await chain(['execute'], { STS_LIST_KIND })).code, 0);
  const restarted = rows(file('4-restarts.txt')).map(({ namespace, stsName }) => `${namespace}/${stsName}`);
  t.same(restarted, [
    'alice-tremblay/jupyter',
    'bob-singh/desk',
    'dave-roy/mesh',
    'team-geo/agent',
    'team-geo/web',
  ]);
  await cluster.settled();
  await chain([], { STS_LIST_KIND });
  t.equal(file('3-statefulsets-to-restart.txt'), '');
});

t.test('an unknown argument or a missing list is a usage error', async (t) => {
  for (const args of [['exceute'], ['execute', 'now'], ['']]) {
    const { code, stderr } = await run(SCRIPT, args);
    t.equal(code, 2);
    t.match(stderr, /usage: patch-notebook-sts\.sh \[dry-run\|execute\|completion SHELL\]/);
  }
  t.match(await run(SCRIPT, [], { IMAGES: '/none' }), { code: 2, stderr: /IMAGES=\/none: cannot be read/ });
  t.match(await run(SCRIPT, [], { IMAGES: '' }), { code: 2, stderr: /IMAGES is empty, but TAGS is not/ });
  t.match(await run(SCRIPT, [], { IMAGES, TAGS: '' }), {
    code: 2,
    stderr: /TAGS is empty, but IMAGES is not/,
  });
  t.match(await run(SCRIPT, [], { IMAGES: '', TAGS: '' }), { code: 2, stderr: /by STS_LIST_SELECTOR\n$/ });
});

t.test('help and version go to stdout; the chain stands among the commands that are built', async (t) => {
  for (const arg of ['-h', '--help']) {
    const help = await run('patch-notebook-sts', [arg]);
    t.match(help, {
      code: 0,
      stderr: '',
      stdout: /^patch-notebook-sts\.sh \[dry-run\|execute\]\n.+\n\nThe whole chain/,
    });
    t.notMatch(help.stdout, /^#|set -eu/m);
  }
  t.strictSame(await run('patch-notebook-sts', ['--version']), await run('sts-list', ['--version']));
});

t.test('without lists it looks up what the selected workloads use', async (t) => {
  const { chain, file, cluster, run } = await recorded(t);
  for (const name of ['desk', 'othernotebook']) {
    const { metadata } = cluster.objects('statefulsets').find((one) => one.metadata.name === name) ?? {};
    if (metadata === undefined) return t.fail(`no ${name}`);
    const of = ['-n', metadata.namespace ?? '', 'figwasp/target=true'];
    for (const what of [`statefulset/${name}`, `pod/${name}-0`]) await run('kubectl', ['label', what, ...of]);
  }
  const lists = { IMAGES: '', TAGS: '', STS_LIST_SELECTOR: 'figwasp/target=true' };
  const { code, stderr } = await chain([], lists);
  t.equal(code, 0, stderr);
  const names = (text: string) => rows(text).map(({ stsName }) => stsName);
  t.same(names(file('1-simple-output.txt')), ['desk', 'othernotebook']);
  t.same(names(file('3-statefulsets-to-restart.txt')), ['desk'], 'the other’s own tag has not moved');
});

t.test('a listed image that nothing uses ends in a failure, and what is stale restarts', async (t) => {
  const { chain, file, folder, patches } = await recorded(t);
  const images = `${folder}/images.txt`;
  writeFileSync(images, `${readFileSync(IMAGES, 'utf8')}k8scc01covidacr.azurecr.io/rstudoi\n`);
  const { code, stderr } = await chain(['execute'], { IMAGES: images });
  t.equal(code, 3);
  t.match(stderr, /rstudoi is listed, but no workload uses it; is that meant\?/);
  t.equal(patches().length, 3);
  t.match(file('summary.md'), 'Exit status 3: a list or a row looks like a mistake.');
  t.match(await chain(['execute'], { IMAGES: images, STS_FILTER_STRICT: 'false' }), { code: 0 });
});

t.test('a selector that matches nothing, and a list that names nothing, are failures', async (t) => {
  const { chain, folder } = await recorded(t);
  t.match(await chain([], { STS_LIST_SELECTOR: 'app=none' }), {
    code: 3,
    stderr: /1-simple-output.txt: no rows of sts-list; did it fail, or find nothing/,
  });
  writeFileSync(`${folder}/images.txt`, '# none yet\n');
  t.match(await chain([], { IMAGES: `${folder}/images.txt` }), {
    code: 3,
    stderr: /images.txt: names no image/,
  });
});

t.test('it finds the commands of its own repository, and says so where they are not built', async (t) => {
  const { chain, folder } = await recorded(t);
  const PATH = process.env.PATH;
  t.match(await chain([], { PATH }), { code: 0, stderr: /3 stale/ });
  mkdirSync(`${folder}/scripts`);
  copyFileSync(SCRIPT, `${folder}/scripts/chain.sh`);
  t.match(await run(`${folder}/scripts/chain.sh`, [], { PATH, IMAGES, WORKDIR: folder }), {
    code: 1,
    stderr:
      'patch-notebook-sts: sts-list: command not found; run scripts/build.sh, or put the commands on PATH\n',
  });
});

t.test('when the cluster cannot be listed, nothing after it runs', async (t) => {
  const { chain, workdir, cluster, registry, patches } = await recorded(t);
  mkdirSync(workdir, { recursive: true });
  writeFileSync(`${workdir}/3-statefulsets-to-restart.txt`, 'of an earlier run');
  cluster.deny({ verb: 'list', resource: 'pods' });
  const { code, stderr } = await chain(['execute']);
  t.equal(code, 1);
  t.match(stderr, /^sts-list: cannot list \/api\/v1\/pods: Error from server \(Forbidden\)/m);
  t.same(registry.requests, []);
  t.same(patches(), []);
  t.notOk(
    existsSync(`${workdir}/3-statefulsets-to-restart.txt`),
    'nothing of an earlier run is left to be taken for this one',
  );
});

t.test('when the registry fails for one image, the others go on, and the status says 1', async (t) => {
  const { chain, file, registry } = await recorded(t);
  registry.faults.add({ path: /\/jupyterlab-cpu\//, status: 403 });
  const { code, stderr } = await chain(['execute']);
  t.equal(code, 1);
  t.match(stderr, /jupyterlab-cpu:v1: forbidden: /);
  const restarted = rows(file('4-restarts.txt')).map(({ stsName }) => stsName);
  t.same(restarted, ['desk', 'mesh'], 'jupyter, which is unknown now, is left alone');
  t.match(
    rows(file('3-decisions.txt')).find(({ stsName }) => stsName === 'jupyter'),
    { decision: 'unknown-digest' },
  );
});

t.test('a canary that failed keeps the next run from the others, until it is tried again', async (t) => {
  const { chain, file, patches, cluster } = await recorded(t);
  const [one] = rows(readFileSync(`${ROOT}fixtures/after/3-statefulsets-to-restart.txt`, 'utf8'));
  const { image, running, wanted } = one.containers[0];
  const [repository, tag] = image.split(':');
  const more = { repository, tag, digest: running, imagePullPolicy: 'Always' } as const;
  cluster.load(generateNotebooks({ count: 2, image: () => more }));
  cluster.breakImage(wanted, 'crash-loop');
  const canary = { STS_RESTART_CANARY: '1', STS_RESTART_GIVE_UP: '1s', STS_FILTER_HOLD: others(one) };
  t.match(await chain(['execute'], canary), { code: 4, stderr: 'stopped: everything in wave canary failed' });
  t.equal(patches().length, 1);

  const again = await chain(['execute'], canary);
  t.match(again, {
    code: 1,
    stderr: /nothing restarts onto sha256:\w+, whose canary failed: \S+ is not ready/,
  });
  t.match(again.stderr, ' 4 held, ');
  t.equal(patches().length, 1, 'nobody else gets it');
  t.match(file('3-decisions.txt'), 'whose canary failed');

  await chain(['execute'], { ...canary, STS_FILTER_RETRY_CANARY: 'true' });
  t.equal(patches().length, 2, 'the next canary');
});

/** The digests that the other workloads of the recording want, so that only one image is left to restart onto. */
const others = (one: { stsName: string }): string =>
  rows(readFileSync(`${ROOT}fixtures/after/3-statefulsets-to-restart.txt`, 'utf8'))
    .filter(({ stsName }) => stsName !== one.stsName)
    .map(({ containers }) => containers[0].wanted)
    .join(',');

t.test('an index of which only another platform has changed restarts nobody', async (t) => {
  const { chain, file, registry, cluster, patches } = await recorded(t);
  const desk = 'k8scc01covidacr.azurecr.io/remote-desktop:v1';
  const env = { STS_FILTER_PLATFORM: 'linux/amd64' };
  const push = (arm64: string) =>
    registry.push(desk, { platforms: { 'linux/amd64': 'same', 'linux/arm64': arm64 } });
  push('old');
  t.equal((await chain(['execute'], env)).code, 0);
  await cluster.settled();
  const count = patches().length;
  push('new');
  t.equal((await chain(['execute'], env)).code, 0);
  t.equal(patches().length, count);
  t.match(
    rows(file('3-decisions.txt')).find(({ stsName }) => stsName === 'desk'),
    { decision: 'current', reason: /whose linux\/amd64 is that of v1$/ },
  );
  await chain();
  t.match(file('3-statefulsets-to-restart.txt'), /"desk"/, 'unless the node may be of that platform');
});

t.test('how old images are is looked up where the comparison asks for it', async (t) => {
  const { chain, file, registry } = await recorded(t);
  const desk = 'k8scc01covidacr.azurecr.io/remote-desktop';
  registry.push(`${desk}:v1`, { seed: 'new', created: '2026-11-01T00:00:00Z' });
  const details = () =>
    rows(file('2-images-with-tags.txt')).find(({ repository }) => repository === desk)?.details;
  await chain([]);
  t.equal(details(), undefined);
  for (const env of [{ STS_FILTER_NO_OLDER: 'true' }, { STS_FILTER_MIN_IMAGE_AGE: '1h' }]) {
    await chain([], env);
    t.match(details(), { created: '2026-11-01T00:00:00Z' });
  }
});

t.test('with PAIRS, what is not built with its partner is left alone', async (t) => {
  const { chain, file, registry, folder } = await recorded(t);
  const pairs = `${folder}/pairs.txt`;
  const [cpu, worker] = ['jupyterlab-cpu', 'worker'].map((name) => `k8scc01covidacr.azurecr.io/${name}`);
  writeFileSync(pairs, `${cpu} ${worker}\n`);
  const push = (repository: string | undefined, revision: string) =>
    registry.push(`${repository}:v1`, {
      seed: `${repository}`,
      labels: { 'org.opencontainers.image.revision': revision.repeat(40) },
    });
  push(cpu, '2');
  push(worker, '1');
  const decided = () => rows(file('3-decisions.txt')).find(({ stsName }) => stsName === 'jupyter');
  const { code, stderr } = await chain(['execute'], { PAIRS: pairs });
  t.equal(code, 0, stderr);
  t.match(stderr, /== 3\/5 look at the partners: image-pair\n/);
  t.match(decided(), {
    decision: 'unpaired',
    reason: /jupyterlab-cpu:v1 was built from 2+, and .*worker:v1 from 1+/,
  });
  const restarted = () => rows(file('4-restarts.txt')).map(({ stsName }) => stsName);
  t.same(restarted(), ['desk', 'mesh']);

  push(worker, '2');
  registry.faults.add({ path: /\/worker\//, status: 403, times: 1 });
  const failed = await chain(['execute'], { PAIRS: pairs });
  t.equal(failed.code, 1, 'a registry failed');
  t.match(decided(), { decision: 'unpaired', reason: /is not known to be paired/ });
  t.equal((await chain(['execute'], { PAIRS: pairs })).code, 0);
  t.same(restarted().sort(), ['jup2', 'jupyter']);
  t.match(await chain([], { PAIRS: `${folder}/none` }), { code: 2, stderr: /PAIRS=.*none: cannot be read/ });
});

t.test('the exit status of a job says how it ended', async (t) => {
  const stale = rows(readFileSync(`${ROOT}fixtures/after/3-statefulsets-to-restart.txt`, 'utf8'));
  const wanted: string = stale[0].containers[0].wanted;
  type Bed = Awaited<ReturnType<typeof recorded>>;
  const endings: [string, number, (bed: Bed) => object][] = [
    [
      'a restart that fails',
      1,
      ({ cluster }) => {
        cluster.breakImage(wanted, 'crash-loop');
        return { STS_RESTART_GIVE_UP: '1s' };
      },
    ],
    ['a limit', 4, () => ({ STS_RESTART_MAX_RESTARTS: '1' })],
    ['too many stale', 4, () => ({ STS_FILTER_MAX_STALE: '5%' })],
    [
      'the registry down',
      1,
      ({ registry }) => {
        registry.faults.add({ dropAfterBytes: 0 });
        return { TAG_DIGEST_TIMEOUT: '3s' };
      },
    ],
    [
      'the cluster down',
      1,
      ({ cluster }) => {
        cluster.faults.add({ dropAfterBytes: 0 });
        return { STS_LIST_TIMEOUT: '1s' };
      },
    ],
    ['an option that is wrong', 2, () => ({ STS_RESTART_BATCH: 'many' })],
    [
      'a list that is wrong',
      3,
      ({ folder }) => {
        writeFileSync(`${folder}/images.txt`, 'Not An Image\n');
        return { IMAGES: `${folder}/images.txt` };
      },
    ],
  ];
  for (const [what, status, prepare] of endings) {
    const bed = await recorded(t);
    const { code, stderr } = await bed.chain(['execute'], prepare(bed));
    t.equal(code, status, `${what}: ${stderr.trim().split('\n').at(-1)}`);
    if (what !== 'a restart that fails') t.same(bed.patches(), [], `${what}: nothing restarted`);
  }
});

t.test('a signal to the script reaches the restarts, which end in good order', async (t) => {
  const { start, workdir, cluster, file } = await recorded(t);
  cluster.breakImage(
    rows(readFileSync(`${ROOT}fixtures/after/3-statefulsets-to-restart.txt`, 'utf8'))[0].containers[0].wanted,
    'never-ready',
  );
  const { child, ended } = start(['execute']);
  await until(() => cluster.requests.some(({ method, status }) => method === 'PATCH' && status === 200));
  child.kill('SIGTERM');
  t.same(await ended, [143, null]);
  t.match(rows(file('4-restarts.txt'))[0], { outcome: 'restarted', reason: /not verified, interrupted/ });
  t.ok(existsSync(`${workdir}/restarts.journal`), 'the next run can go on');
});

t.test('a signal in stages 1 to 3 ends the run, and nothing is restarted after it', async (t) => {
  type Bed = Awaited<ReturnType<typeof recorded>>;
  /** Holds a stage up, and tells whether it has begun. */
  const stages: [string, (bed: Bed) => { begun: () => boolean; env?: NodeJS.ProcessEnv }][] = [
    [
      '1',
      ({ cluster }) => {
        cluster.faults.add({ path: /\/pods/, hang: true });
        return { begun: () => cluster.requests.some(({ path }) => path.includes('/pods')) };
      },
    ],
    [
      '2',
      ({ registry }) => {
        registry.faults.add({ hang: true });
        return { begun: () => registry.requests.length > 0 };
      },
    ],
    [
      '3',
      ({ folder }) => {
        // No input holds sts-filter up, so something that takes long stands in for it.
        mkdirSync(`${folder}/bin`);
        writeFileSync(`${folder}/bin/sts-filter`, `#!/bin/sh\n: > '${folder}/begun'\nexec sleep 600\n`);
        chmodSync(`${folder}/bin/sts-filter`, 0o755);
        const PATH = `${folder}/bin:${ROOT}dist/bin:${process.env.PATH}`;
        return { begun: () => existsSync(`${folder}/begun`), env: { PATH } };
      },
    ],
  ];
  for (const [stage, hold] of stages) {
    const bed = await recorded(t);
    const { begun, env } = hold(bed);
    const log = `${bed.folder}/log`;
    const { child, ended } = bed.start(['execute'], env, ['ignore', 'ignore', openSync(log, 'a')]);
    await until(begun);
    child.kill('SIGTERM');
    t.same(await ended, [143, null], `stage ${stage}`);
    t.match(
      readFileSync(log, 'utf8'),
      new RegExp(`^== ${stage}/4 .*\npatch-notebook-sts: interrupted; nothing was restarted\n$`, 'm'),
    );
    t.same(bed.patches(), [], `stage ${stage}: nothing restarted`);
    t.notOk(existsSync(`${bed.workdir}/4-restarts.txt`), `stage ${stage}: the restarts did not begin`);
  }
});

t.test('a signal between two stages starts no other', async (t) => {
  const { folder, start } = await recorded(t);
  // Ends well only when it has been told that the chain got its signal; the chain looks before the next stage.
  mkdirSync(`${folder}/bin`);
  writeFileSync(
    `${folder}/bin/sts-list`,
    `#!/bin/sh\ntrap 'exit 0' TERM\n: > '${folder}/begun'\nwhile :; do sleep 0.01; done\n`,
  );
  writeFileSync(`${folder}/bin/tag-digest`, `#!/bin/sh\n: > '${folder}/went-on'\n`);
  for (const name of ['sts-list', 'tag-digest']) chmodSync(`${folder}/bin/${name}`, 0o755);
  const { child, ended } = start(['execute'], { PATH: `${folder}/bin:${process.env.PATH}` });
  await until(() => existsSync(`${folder}/begun`));
  child.kill('SIGTERM');
  t.same(await ended, [143, null]);
  t.notOk(existsSync(`${folder}/went-on`));
});

t.test('the outcomes can be taken from a log in which stdout and stderr are mixed', async (t) => {
  // The command of docs/cronjob.md, without its first part, which needs a cluster.
  const documented = /^kubectl logs .* \| (grep .*) > 4-restarts\.txt$/m.exec(
    readFileSync(`${ROOT}docs/cronjob.md`, 'utf8'),
  )?.[1];
  for (const [LOG, commands] of [
    ['text', [documented, "grep '^{'"]],
    ['json', [documented]],
  ] as const) {
    const { start, folder, file } = await recorded(t);
    const log = openSync(`${folder}/log`, 'a');
    const { ended } = start(['execute'], { LOG }, ['ignore', log, log]);
    t.same(await ended, [0, null]);
    closeSync(log);
    t.equal(rows(file('4-restarts.txt')).length, 3);
    for (const command of commands) {
      const { stdout } = await run('bash', ['-c', `${command} < '${folder}/log'`]);
      t.equal(stdout, file('4-restarts.txt'), `LOG=${LOG}: ${command}`);
    }
  }
});

t.test(
  'a second run in the same WORKDIR is refused while the first is at work, and not after a kill',
  async (t) => {
    const { chain, start, cluster, workdir } = await recorded(t);
    const hang = cluster.faults.add({ path: /\/pods/, hang: true });
    const { child, ended } = start(['execute']);
    await until(() => cluster.requests.some(({ path }) => path.includes('/pods')));
    const requests = cluster.requests.length;
    const second = await chain(['execute']);
    t.match(second, { code: 1, stdout: '', stderr: /WORKDIR=.*work: another run is at work there/ });
    t.equal(cluster.requests.length, requests, 'it asked the cluster for nothing');

    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await ended;
    hang();
    t.match(await chain(['execute']), { code: 0 });
    t.same(
      readdirSync(workdir).filter((name) => name.startsWith('.')),
      ['.lock'],
      'the lock is a file that stays, and is not held',
    );
  },
);

t.test('a WORKDIR that others could write to is refused, and one that is made is private', async (t) => {
  const { chain, workdir, folder, cluster } = await recorded(t);
  const refused = async (WORKDIR: string, why: RegExp) => {
    const { code, stderr } = await chain(['execute'], { WORKDIR });
    t.equal(code, 2, WORKDIR);
    t.match(stderr, why);
    t.match(stderr, /name a folder that is yours alone, or one that does not exist yet/);
  };
  for (const mode of [0o777, 0o1777, 0o770, 0o703]) {
    const shared = `${folder}/shared-${mode.toString(8)}`;
    mkdirSync(shared);
    chmodSync(shared, mode);
    symlinkSync(shared, `${shared}-link`);
    await refused(shared, /others may write to it/);
    await refused(`${shared}-link`, /others may write to it/);
  }
  if (process.getuid?.() === 0) {
    mkdirSync(`${folder}/foreign`);
    chownSync(`${folder}/foreign`, 12345, 12345);
    await refused(`${folder}/foreign`, /it belongs to somebody else/);
  } else {
    await refused('/', /it belongs to somebody else/);
  }
  t.same(cluster.requests, []);

  t.equal((await chain()).code, 0);
  t.equal(statSync(workdir).mode & 0o777, 0o700);
  for (const name of readdirSync(workdir)) t.equal(statSync(`${workdir}/${name}`).mode & 0o077, 0, name);
});

t.test('the capture before the tags moved has nothing to restart', async (t) => {
  const testbed = await testbedFor(t);
  await testbed.loadCapture(`${ROOT}fixtures/captures/before`);
  const listed = await testbed.run('sts-list', []);
  const five = /rstudio|jupyterlab|remote-desktop/;
  const images = rows(readFileSync(`${ROOT}fixtures/captures/before/registry.ndjson`, 'utf8'))
    .filter(({ repository, tag }) => tag === 'v1' && five.test(repository))
    .map((row) => JSON.stringify(row));
  const file = `${testbed.folder}/2.txt`;
  writeFileSync(file, images.join('\n'));
  const { code, stdout, stderr } = await run('sts-filter', ['-', file], {}, listed.stdout);
  t.equal(code, 0);
  t.equal(stdout, '');
  t.match(stderr, '7 current');
});

t.test('it is clean for a POSIX shell too', async (t) => {
  t.match(await run('dash', ['-n', SCRIPT]), { code: 0, stderr: '' });
});

// Of the images that its notebooks are to run, the recorded node lacks only that of desk.
const [, DESK] = rows(readFileSync(`${ROOT}fixtures/after/3-statefulsets-to-restart.txt`, 'utf8'));
const isPuller = ({ metadata }: { metadata: { labels?: Record<string, string> } }) =>
  'patch-notebook-sts/prepull' in (metadata.labels ?? {});

t.test('with PREPULL=1 the images are on their nodes first, and nothing of that stays', async (t) => {
  const { chain, cluster, file, patches } = await recorded(t);
  const made: string[] = [];
  cluster.onChange(({ type, object }) => {
    if (type === 'ADDED' && isPuller(object)) made.push(object.metadata.name);
  });
  const dry = await chain([], { PREPULL: '1' });
  t.equal(dry.code, 0, dry.stderr);
  t.equal((dry.stderr.match(/^== [1-5]\/5 /gm) ?? []).length, 5);
  t.match(dry.stderr, /^image-prepull: \S+: would pull k8scc01covidacr\.azurecr\.io\//m);
  t.same(made, []);

  const { code, stderr } = await chain(['execute'], { PREPULL: '1' });
  t.equal(code, 0, stderr);
  t.equal(file('3-prepulled.txt'), file('3-statefulsets-to-restart.txt'));
  t.equal(file('3-held.txt'), '');
  const pulls = rows(file('pulls.txt'));
  t.equal(made.length, pulls.length);
  t.same(pulls.map(({ outcome, namespace, node }) => `${outcome} in ${namespace} on ${node}`).sort(), [
    'present in default on node1',
    'present in default on node1',
    'pulled in default on node1',
  ]);
  t.equal(patches().length, 3);
  t.match(
    rows(file('4-restarts.txt')).map(({ outcome }) => outcome),
    ['verified', 'verified', 'verified'],
  );
  t.same(cluster.objects('pods').filter(isPuller), [], 'the pods that pulled are gone');
});

t.test('with PREPULL=1, what a node can’t pull is not restarted there, and the status says 1', async (t) => {
  const { chain, cluster, file, patches } = await recorded(t);
  cluster.describeNode('node1', { failures: { [DESK.containers[0].wanted]: 'no space left on device' } });
  const { code, stderr } = await chain(['execute'], { PREPULL: '1', IMAGE_PREPULL_GIVE_UP: '0' });
  t.equal(code, 1, stderr);
  t.match(rows(file('3-held.txt')), [{ stsName: 'desk', decision: 'not-pulled' }]);
  t.match(stderr, /held back: .*no space left on device/);
  t.equal(patches().length, 2);
  t.same(
    rows(file('4-restarts.txt')).map(({ stsName, outcome }) => `${stsName} ${outcome}`),
    ['jupyter verified', 'mesh verified'],
    'all others restart',
  );
  t.notOk(patches().some(({ path }) => path.includes('/desk')));
  t.same(cluster.objects('pods').filter(isPuller), []);
});

t.test('with PREPULL=1, a signal in either stage leaves no pod that pulls', async (t) => {
  const { wanted } = DESK.containers[0];
  const stages: [string, (bed: Awaited<ReturnType<typeof recorded>>) => () => boolean][] = [
    [
      'pull',
      ({ cluster }) => {
        cluster.describeImage(wanted, { pullMs: 600_000 });
        return () => cluster.objects('pods').filter(isPuller).length > 0;
      },
    ],
    [
      'restart',
      ({ cluster, patches }) => {
        cluster.breakImage(wanted, 'never-ready');
        return () => patches().some(({ status }) => status === 200);
      },
    ],
  ];
  for (const [stage, hold] of stages) {
    const bed = await recorded(t);
    const begun = hold(bed);
    const { child, ended } = bed.start(['execute'], { PREPULL: '1' });
    await until(begun);
    child.kill('SIGTERM');
    t.same(await ended, [143, null], stage);
    t.same(bed.cluster.objects('pods').filter(isPuller), [], stage);
    t.equal(bed.patches().length > 0, stage === 'restart');
  }
});

t.test('PREPULL is 0 or 1', async (t) => {
  const { chain } = await recorded(t);
  t.match(await chain([], { PREPULL: 'yes' }), { code: 2, stderr: /PREPULL=yes: neither 0 nor 1/ });
});
