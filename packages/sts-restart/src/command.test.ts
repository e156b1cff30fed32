import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { AFTER, ROOT, run, testbedFor } from '@patch-notebook-sts/testbed/commands';
import t, { type Test } from 'tap';
import { rowsOf } from './testing.ts';

const PLAN = readFileSync(`${ROOT}fixtures/after/3-statefulsets-to-restart.txt`, 'utf8');

async function recorded(t: Test) {
  const testbed = await testbedFor(t);
  await testbed.loadCapture(AFTER);
  const patches = () => testbed.cluster.requests.filter(({ method }) => method === 'PATCH');
  const restart = (args: string[], stdin = PLAN, env = {}) => testbed.run('sts-restart', args, env, stdin);
  return { ...testbed, patches, restart };
}

t.test('without the word execute nothing changes, and no cluster is needed', async (t) => {
  for (const args of [[], ['dry-run']]) {
    const { code, stdout, stderr } = await run('sts-restart', [...args, '--context', 'prod'], {}, PLAN);
    t.equal(code, 0);
    t.equal(stdout, readFileSync(`${ROOT}fixtures/after/4-restarts.txt`, 'utf8'));
    t.match(
      stderr,
      /would restart bob-singh\/desk: desk k8scc01covidacr\.azurecr\.io\/remote-desktop:v1 sha256:36606e50f58d -> sha256:3777ee5ac4f3\n/,
    );
    t.match(stderr, /3 stale, 3 to restart; nothing changed, say execute to do it\n$/);
  }
});

t.test('the command that a dry run shows with --verbose does the restart by hand', async (t) => {
  const { restart, run, cluster } = await recorded(t);
  const { stderr } = await restart(['--verbose']);
  const line = /by hand: (kubectl .*desk.*)\n/.exec(stderr)?.[1] ?? '';
  t.match(await run('bash', ['--norc', '-c', line]), { code: 0 });
  await cluster.settled();
  t.match(cluster.object('pods', 'bob-singh', 'desk-0')?.metadata.annotations, {
    'patch-notebook-sts/digests': /remote-desktop:v1@sha256:3777/,
  });
});

t.test('execute restarts, waits, and verifies', async (t) => {
  const { restart, patches, cluster } = await recorded(t);
  const { code, stdout, stderr } = await restart(['execute']);
  t.equal(code, 0, stderr);
  const rows = rowsOf(stdout);
  t.same(
    rows.map(({ namespace, stsName, outcome }) => [namespace, stsName, outcome]),
    [
      ['alice-tremblay', 'jupyter', 'verified'],
      ['bob-singh', 'desk', 'verified'],
      ['dave-roy', 'mesh', 'verified'],
    ],
  );
  t.match(rows[0], { batch: 1, startedAt: /Z$/, readyAt: /Z$/, kind: 'StatefulSet' });
  t.equal(patches().length, 3);
  t.match(cluster.object('statefulsets', 'dave-roy', 'mesh'), {
    status: { readyReplicas: 1 },
    metadata: { generation: 2 },
  });
  t.match(
    stderr,
    /sts-restart: bob-singh\/desk: verified: desk k8scc01covidacr\.azurecr\.io\/remote-desktop:v1 sha256:36606e50f58d -> sha256:3777ee5ac4f3\n/,
  );
  t.match(stderr, /sts-restart: 3 stale, 3 restarted and verified\n$/);

  const again = await restart(['execute']);
  t.equal(again.code, 0);
  t.match(rowsOf(again.stdout), [{ outcome: 'skipped', reason: /already restarted for this digest/ }]);
  t.equal(patches().length, 3, 'never twice for the same digest');
});

t.test('Deployments and DaemonSets are awaited too', async (t) => {
  const { restart, run, registry } = await recorded(t);
  const listed = await run('sts-list', ['--kind', 'deployment,daemonset']);
  const images = `${ROOT}fixtures/after/2-images-with-tags.txt`;
  const plan = await run('sts-filter', ['-', images], {}, listed.stdout);
  t.ok(await registry.resolve('k8scc01covidacr.azurecr.io/rstudio:v1'));
  const { stdout, stderr } = await restart(['execute'], plan.stdout);
  t.match(
    rowsOf(stdout),
    [
      { stsName: 'agent', outcome: 'verified' },
      { stsName: 'web', outcome: 'verified' },
    ],
    stderr,
  );
});

t.test('with --wait 0 a restart is only asked for', async (t) => {
  const { restart, cluster } = await recorded(t);
  const { stdout } = await restart(['execute', '--wait', '0']);
  t.match(rowsOf(stdout), [{ outcome: 'restarted' }, { outcome: 'restarted' }, { outcome: 'restarted' }]);
  t.notOk(cluster.requests.some(({ path }) => path.includes('watch=')));
});

t.test('a workload that changed since it was listed is skipped, with the reason', async (t) => {
  const { restart, cluster, run, patches } = await recorded(t);
  const stopped = { metadata: { annotations: { 'kubeflow-resource-stopped': '2026-11-21T00:00:00Z' } } };
  await run('kubectl', [
    'patch',
    'notebook/desk',
    '-n',
    'bob-singh',
    '--type=merge',
    '-p',
    JSON.stringify(stopped),
  ]);
  await cluster.settled();
  const before = patches().length;
  const gone = PLAN.replace('"stsName":"mesh"', '"stsName":"gone"');
  const { code, stdout } = await restart(['execute'], gone);
  t.equal(code, 0);
  t.match(rowsOf(stdout), [
    { stsName: 'jupyter', outcome: 'verified' },
    { stsName: 'desk', outcome: 'skipped', reason: /scaled to 0/ },
    { stsName: 'gone', outcome: 'skipped', reason: 'it is gone' },
  ]);
  t.equal(patches().length - before, 1);
});

t.test('what can’t start is failed, in its own words, and the exit status says so', async (t) => {
  const { restart, registry, cluster } = await recorded(t);
  registry.delete('k8scc01covidacr.azurecr.io/rstudio:v1');
  const wanted = 'sha256:611a24fba8cfead5e6a2dafb05df1ca60e9fa787fcf692b39ccc73f6c441839d';
  cluster.breakImage(wanted, 'crash-loop');
  const { code, stdout, stderr } = await restart(['execute', '--give-up', '1s']);
  t.equal(code, 1);
  t.match(rowsOf(stdout), [
    { stsName: 'jupyter', outcome: 'failed', reason: /container jupyter of pod jupyter-0/ },
    { stsName: 'desk', outcome: 'verified' },
    {
      stsName: 'mesh',
      outcome: 'failed',
      reason: /container mesh of pod mesh-0: (ErrImagePull|ImagePullBackOff): /,
    },
  ]);
  t.match(stderr, /sts-restart: dave-roy\/mesh: failed: container mesh/);
});

t.test('what isn’t ready in time is failed', async (t) => {
  const { restart, cluster } = await recorded(t);
  cluster.breakImage(
    'sha256:611a24fba8cfead5e6a2dafb05df1ca60e9fa787fcf692b39ccc73f6c441839d',
    'never-ready',
  );
  const { stdout } = await restart(['execute', '--wait', '2s'], PLAN.split('\n')[0]);
  t.match(rowsOf(stdout), [
    { outcome: 'failed', reason: /^not ready after 2 s: pod jupyter-0 is running and not ready: / },
  ]);
});

t.test('a pod that comes back with the old image is failed: the next run will not try again', async (t) => {
  const { restart, registry } = await recorded(t);
  registry.tag(
    'k8scc01covidacr.azurecr.io/rstudio:v1',
    'sha256:3d9094e51d56d8c65e05646222fc1a125c4369116215d9f86ef564e602132b61',
  );
  const { stdout } = await restart(['execute'], PLAN.trim().split('\n')[2]);
  t.match(rowsOf(stdout), [
    { stsName: 'mesh', outcome: 'failed', reason: /still runs sha256:3d9094e51d56 after its restart/ },
  ]);
});

t.test('a missing right is named before anything changes', async (t) => {
  const rights = [
    [
      { verb: 'patch', resource: 'statefulsets' },
      /not allowed to patch statefulsets\.apps in namespace alice-tremblay; nothing was restarted/,
    ],
    [{ verb: 'get', resource: 'pods' }, /not allowed to get pods in namespace alice-tremblay/],
    [{ verb: 'get', resource: 'namespaces' }, /not allowed to get namespaces in namespace alice-tremblay/],
    [{ verb: 'get', resource: 'notebooks' }, /not allowed to get notebooks\.kubeflow\.org in namespace/],
  ] as const;
  for (const [denied, message] of rights) {
    const { restart, cluster, patches } = await recorded(t);
    cluster.deny(denied);
    t.match(await restart(['execute']), { code: 1, stdout: '', stderr: message });
    t.same(patches(), []);
  }
});

t.test('more rows than --max-restarts: nothing at all', async (t) => {
  const { restart, cluster } = await recorded(t);
  const { code, stdout, stderr } = await restart(['execute', '--max-restarts', '2']);
  t.equal(code, 4);
  t.match(stderr, /stopped: 3 to restart, more than --max-restarts 2; nothing was restarted/);
  t.match(rowsOf(stdout), [
    { outcome: 'not-attempted' },
    { outcome: 'not-attempted' },
    { outcome: 'not-attempted' },
  ]);
  t.same(cluster.requests, []);
});

t.test('outside the window no batch starts', async (t) => {
  const { restart, patches } = await recorded(t);
  const elsewhere = new Date(Date.now() + 3 * 24 * 3600_000).toUTCString().slice(0, 3);
  const { code, stdout } = await restart(['execute', '--window', `${elsewhere} 00:00-01:00 UTC`]);
  t.equal(code, 4);
  t.match(rowsOf(stdout), [{ outcome: 'not-attempted', reason: 'outside the --window' }]);
  t.same(patches(), []);
  t.equal((await restart(['execute', '--window', 'Mon-Sun 00:00-24:00 UTC'])).code, 0);
});

t.test('waves restart in their order, and a label selector is the cluster’s', async (t) => {
  const { restart, patches } = await recorded(t);
  const waves = ['--wave', 'first=dave-*', '--wave', 'second=notebook-name=desk'];
  const { stdout, code } = await restart(['execute', '--pause', '0', ...waves]);
  t.equal(code, 0);
  t.same(
    patches().map(({ path }) => /namespaces\/([^/]+)/.exec(path)?.[1]),
    ['dave-roy', 'bob-singh', 'alice-tremblay'],
  );
  t.same(
    rowsOf(stdout).map(({ batch }) => batch),
    [3, 2, 1],
    'rows stay in the order of their names',
  );
});

t.test('a canary that fails stops the others', async (t) => {
  const { restart, cluster } = await recorded(t);
  cluster.breakImage('sha256:611a24fba8cfead5e6a2dafb05df1ca60e9fa787fcf692b39ccc73f6c441839d', 'crash-loop');
  const { code, stdout, stderr } = await restart([
    'execute',
    '--canary',
    '1',
    '--pause',
    '0',
    '--give-up',
    '1s',
  ]);
  t.equal(code, 4);
  t.match(rowsOf(stdout), [
    { outcome: 'failed' },
    { outcome: 'not-attempted', reason: 'everything in wave canary failed' },
    { outcome: 'not-attempted' },
  ]);
  t.match(stderr, /stopped: everything in wave canary failed/);
});

t.test('bad rows are refused whole, before the first change', async (t) => {
  const { restart, cluster, folder } = await recorded(t);
  const damaged: [string, RegExp][] = [
    [`${PLAN}{"stsName":`, /stdin:4: not a whole JSON object/],
    [`${PLAN}null\n`, /stdin:4: /],
    [PLAN.replace('"stsName":"mesh"', '"stsName":"--all"'), /stdin:3: stsName: not a Kubernetes name/],
    [
      PLAN.replace('"namespace":"dave-roy"', '"namespace":"../x"'),
      /stdin:3: namespace: not a Kubernetes name/,
    ],
    [
      PLAN.replace('"namespace":"dave-roy",', ''),
      /stdin:3: namespace: mesh has none; add it to the row or give --namespace/,
    ],
    [
      PLAN.replace(/("stsName":"mesh".*"wanted":"sha256:[0-9a-f]{63})[0-9a-f]/, '$1'),
      /stdin:3: containers\.0\.wanted: not a digest/,
    ],
  ];
  for (const [text, message] of damaged) {
    const ended = await restart(['execute', '-o', `${folder}/4.txt`], text);
    t.match(ended, { code: 3, stdout: '', stderr: message });
    t.notOk(existsSync(`${folder}/4.txt`));
  }
  t.same(cluster.requests, []);
  t.match(await restart(['execute', ROOT]), { code: 1, stderr: /EISDIR/ });
});

t.test('what happened is told in Markdown and to Prometheus as well', async (t) => {
  const { restart, folder } = await recorded(t);
  const files = ['--summary', `${folder}/summary.md`, '--metrics', `${folder}/restart.prom`];
  const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
  await restart(['execute', ...files]);
  t.match(read('summary.md'), /^## Restarts\n\n3 stale, 3 restarted and verified\.\n/);
  const success = /last_success_timestamp_seconds (\d+)/.exec(read('restart.prom'))?.[1];
  t.ok(Math.abs(Number(success) - Date.now() / 1000) < 600);
  await restart(['execute', '--max-restarts', '0', ...files]);
  t.match(
    read('restart.prom'),
    `last_success_timestamp_seconds ${success}`,
    'a run that is stopped keeps the last success',
  );
  t.match(read('restart.prom'), 'patch_notebook_sts_restarts{outcome="not-attempted"} 3');
});

t.test('for log collectors, stderr is an object a line', async (t) => {
  const { stderr } = await run('sts-restart', ['--log', 'json'], {}, PLAN);
  t.match(rowsOf(stderr).at(-1), {
    level: 'info',
    command: 'sts-restart',
    message: /^3 stale, 3 to restart/,
  });
});

t.test('a wave that no row belongs to is refused, and nothing restarts', async (t) => {
  const { restart, patches } = await recorded(t);
  const waves = ['--wave', 'first=dave-*', '--wave', 'tset=alcie-*'];
  t.match(await restart(['execute', ...waves]), {
    code: 2,
    stdout: '',
    stderr: 'sts-restart: --wave tset=alcie-*: no row of the plan matches; nothing was restarted\n',
  });
  t.same(patches(), []);
});

t.test('with nothing to restart the cluster is not asked', async (t) => {
  const { restart, cluster } = await recorded(t);
  t.match(await restart(['execute'], ''), { code: 0, stdout: '', stderr: /0 stale\n$/ });
  t.same(cluster.requests, []);
});

t.test('names are one word each, whatever the kind', async (t) => {
  const row = JSON.parse(PLAN.split('\n')[0] ?? '');
  const plan = `${JSON.stringify({ ...row, kind: 'Deployment' })}\n${PLAN}`;
  const { stdout } = await run('sts-restart', ['--format', 'name'], {}, plan);
  t.match(stdout, /^deployment\/alice-tremblay\/jupyter$/m);
  t.match(stdout, /^dave-roy\/mesh$/m);
});

t.test('usage', async (t) => {
  const refusals: [string[], RegExp][] = [
    [['exceute', 'x.txt'], /exceute: did you mean execute\?/],
    [['x.txt', 'execute'], /execute: say it first: sts-restart execute FILE/],
    [['--execute'], /--execute: say it as a word, without dashes: sts-restart execute/],
    [['x.txt', 'y.txt'], /unexpected argument "y.txt"/],
    [['--batch', '0'], /--batch/],
    [['--pause', '5'], /--pause: "5" is not a duration/],
    [['--wave', 'x'], /--wave/],
    [['--canary', '1', '--wave', 'a=b'], /mutually exclusive/],
    [['--window', 'always'], /--window/],
    [['--window', 'Sat 01:00-24:59 UTC'], /--window: .*not a window/],
    [['--give-up', 'soon'], /--give-up/],
    [['-n', 'A'], /--namespace/],
  ];
  for (const [args, message] of refusals)
    t.match(await run('sts-restart', args, {}, PLAN), { code: 2, stderr: message }, args.join(' '));
});

t.test('a kubectl that hangs is ended; the patch is looked up, not repeated blindly', async (t) => {
  const { restart, patches, folder } = await recorded(t);
  const bin = `${folder}/bin`;
  mkdirSync(bin);
  // The first patch is sent, and its kubectl then says nothing.
  writeFileSync(
    `${bin}/kubectl`,
    `#!/bin/sh
PATH=${process.env.PATH}
case "$*" in
  *patch*) if mkdir ${bin}/once 2>/dev/null; then kubectl "$@" >/dev/null; exec sleep 60; fi ;;
esac
exec kubectl "$@"
`,
  );
  chmodSync(`${bin}/kubectl`, 0o755);
  const env = { PATH: `${bin}:${ROOT}dist/bin:${process.env.PATH}` };
  const { code, stdout, stderr } = await restart(['execute', '--kubectl-timeout', '3s'], PLAN, env);
  t.equal(code, 0, stderr);
  t.match(rowsOf(stdout), [{ outcome: 'verified' }, { outcome: 'verified' }, { outcome: 'verified' }]);
  t.equal(patches().length, 3, 'none was sent twice');
});
