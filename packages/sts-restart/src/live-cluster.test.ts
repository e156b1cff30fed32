import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { AFTER, ROOT, testbedFor } from '@patch-notebook-sts/testbed/commands';
import { until } from '@patch-notebook-sts/testbed/until';
import t, { type Test } from 'tap';
import { rowsOf, staleNotebooks } from './testing.ts';

// What somebody else does between the list and the restart, and while it is watched.

const PLAN = readFileSync(`${ROOT}fixtures/after/3-statefulsets-to-restart.txt`, 'utf8');
const [JUPYTER = '', DESK = ''] = PLAN.trim().split('\n');
/** What `jupyter` is to run. */
const WANTED = 'sha256:611a24fba8cfead5e6a2dafb05df1ca60e9fa787fcf692b39ccc73f6c441839d';

async function recorded(t: Test) {
  const testbed = await testbedFor(t);
  await testbed.loadCapture(AFTER);
  const patches = () => testbed.cluster.requests.filter(({ method }) => method === 'PATCH');
  const restart = (plan: string, args: string[] = []) =>
    testbed.run('sts-restart', ['execute', '--pause', '0', ...args], {}, plan);
  const kubectl = async (...args: string[]) => {
    const { code, stderr } = await testbed.run('kubectl', args);
    t.equal(code, 0, stderr);
    await testbed.cluster.settled();
    testbed.cluster.requests.length = 0;
  };
  return { ...testbed, patches, restart, kubectl };
}

t.test('one that hangs takes one place, and nobody else’s verdict', async (t) => {
  const bed = await staleNotebooks(t, { count: 12, stale: 12 });
  bed.cluster.breakImage(bed.images[0]?.wanted ?? '', 'never-ready');
  const args = ['execute', '--pause', '0', '--batch', '12', '--wait', '15s', '--max-failures', '5'];
  const { code, stdout } = await bed.run('sts-restart', args, {}, bed.plan);
  t.equal(code, 1);
  const failed = rowsOf(stdout).filter(({ outcome }) => outcome === 'failed');
  t.equal(failed.length, 3);
  for (const { stsName, reason } of failed) t.match(reason, `pod ${stsName}-0 is running and not ready`);
  t.equal(rowsOf(stdout).filter(({ outcome }) => outcome === 'verified').length, 9);
});

t.test('a pod that was deleted since the list runs what is wanted, and is left alone', async (t) => {
  const { restart, kubectl, patches } = await recorded(t);
  // kubectl would wait for ever if it looked for the pod only when the next one has its name.
  await kubectl('delete', 'pod', 'jupyter-0', '-n', 'alice-tremblay', '--wait=false');
  const { code, stdout } = await restart(JUPYTER);
  t.equal(code, 0);
  t.match(rowsOf(stdout), [{ outcome: 'skipped', reason: 'its pods run sha256:611a24fba8cf already' }]);
  t.same(patches(), []);
});

t.test('what the user does while it is watched ends the wait at once, and is no failure', async (t) => {
  for (const [args, outcome, reason] of [
    [
      // Not its StatefulSet: the Notebook's controller would scale that up again at once.
      ['annotate', 'notebook/jupyter', 'kubeflow-resource-stopped=2026-11-20T22:15:00Z'],
      'restarted',
      /it was scaled to 0 meanwhile/,
    ],
    [['delete', 'statefulset/jupyter'], 'skipped', /it was deleted after its restart/],
    [['rollout', 'restart', 'statefulset/jupyter'], 'restarted', /somebody has changed its template since/],
  ] as const) {
    const { restart, cluster, run, patches } = await recorded(t);
    cluster.breakImage(WANTED, 'never-ready');
    const running = restart(JUPYTER, ['--wait', '2m']);
    await until(() => patches().some(({ status }) => status === 200));
    const acted = await run('kubectl', [...args, '-n', 'alice-tremblay']);
    t.equal(acted.code, 0, acted.stderr);
    const { code, stdout } = await running;
    t.equal(code, 0);
    t.match(rowsOf(stdout), [{ outcome, reason }], args.join(' '));
  }
});

t.test('what keeps pods from being replaced is said, and nothing is changed', async (t) => {
  for (const [spec, reason] of [
    [
      { updateStrategy: { rollingUpdate: { partition: 1 } } },
      /its partition is 1: a restart replaces no pod/,
    ],
    [{ updateStrategy: { type: 'OnDelete', rollingUpdate: null } }, /its update strategy is OnDelete/],
  ] as const) {
    const { restart, kubectl, patches } = await recorded(t);
    const patch = JSON.stringify({ spec });
    await kubectl('patch', 'statefulset/desk', '-n', 'bob-singh', '--type=merge', '-p', patch);
    const { code, stdout } = await restart(DESK);
    t.equal(code, 0);
    t.match(rowsOf(stdout), [{ outcome: 'skipped', reason }]);
    t.same(patches(), []);
  }
});

t.test('an opt-out and activity since the list count', async (t) => {
  const plan = PLAN.split('\n')
    .filter(Boolean)
    .map((line) => `${JSON.stringify({ ...JSON.parse(line), idleFor: '2h', unknownActivity: 'restart' })}\n`)
    .join('');
  const { restart, kubectl, patches } = await recorded(t);
  const annotate = (what: string, namespace: string[], annotation: string) =>
    kubectl('annotate', '--overwrite', what, ...namespace, annotation);
  await annotate('notebook/mesh', ['-n', 'dave-roy'], 'patch-notebook-sts/restart=never');
  await annotate('namespace/bob-singh', [], 'patch-notebook-sts/restart=never');
  const now = new Date(Date.now() - 180_000).toISOString().replace(/\.\d+Z/, 'Z');
  await annotate('notebook/jupyter', ['-n', 'alice-tremblay'], `notebooks.kubeflow.org/last-activity=${now}`);
  const { stdout } = await restart(plan);
  t.match(rowsOf(stdout), [
    { stsName: 'jupyter', outcome: 'skipped', reason: /^its notebook was active 3 min( \d+ s)? ago$/ },
    { stsName: 'desk', outcome: 'skipped', reason: 'its namespace asks for no restarts' },
    { stsName: 'mesh', outcome: 'skipped', reason: 'its notebook asks for no restarts' },
  ]);
  t.same(patches(), []);
});

t.test('an object that is odd is its own row’s failure, and nobody else’s', async (t) => {
  const bed = await staleNotebooks(t, { count: 6, stale: 6 });
  const names = bed.cluster.objects('statefulsets').map(({ metadata }) => metadata);
  const odd: [number, object][] = [
    [0, { spec: { replicas: 'two' } }],
    [1, { spec: { replicas: 2_147_483_647, template: { spec: { containers: 7 } } } }],
    [2, { spec: null, status: [] }],
  ];
  for (const [i, fields] of odd) {
    const { name, namespace } = names[i] ?? { name: '', namespace: '' };
    const body = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name, namespace }, ...fields };
    bed.cluster.faults.add({ method: 'GET', path: new RegExp(`/${namespace}/statefulsets/${name}$`), body });
  }
  const args = ['execute', '--pause', '0', '--batch', '6', '--max-failures', '5'];
  const { code, stdout } = await bed.run('sts-restart', args, {}, bed.plan);
  t.equal(code, 1);
  t.same(
    rowsOf(stdout).map(({ outcome }) => outcome),
    ['failed', 'failed', 'failed', 'verified', 'verified', 'verified'],
  );
  for (const { reason } of rowsOf(stdout).slice(0, 3)) t.match(reason, /^StatefulSet \S+: not as expected: /);
});

t.test('a pod whose image was rewritten at admission is restarted', async (t) => {
  const { restart, cluster } = await recorded(t);
  const pod = structuredClone(cluster.object('pods', 'alice-tremblay', 'jupyter-0'));
  for (const container of pod?.spec.containers ?? []) container.image = `mirror.example/${container.image}`;
  if (pod !== undefined) cluster.load([pod]);
  const mirrored = JUPYTER.replace('"image":"k8scc01', '"image":"mirror.example/k8scc01');
  t.not(mirrored, JUPYTER);
  t.match(rowsOf((await restart(mirrored)).stdout), [{ outcome: 'verified' }]);
});

t.test('where nobody may watch, workloads are read every few seconds', async (t) => {
  const { restart, cluster } = await recorded(t);
  cluster.deny({ verb: 'watch', resource: 'pods' });
  const { code, stdout, stderr } = await restart(DESK);
  t.equal(code, 0);
  t.match(rowsOf(stdout), [{ outcome: 'verified' }]);
  t.match(stderr, /cannot watch, reading every 5 s instead: .*Forbidden.* cannot watch resource "pods"/);
  t.equal(stderr.match(/cannot watch, reading/g)?.length, 1);
});

t.test(
  'a watch that breaks goes on, and where the server has forgotten too much, all is read again',
  async (t) => {
    const bed = await staleNotebooks(t, { count: 40, stale: 40, readyDelayMs: 50 });
    bed.cluster.faults.add({ path: /watch=1/, every: 2, dropAfterBytes: 4000 });
    const args = ['execute', '--pause', '0', '--batch', '8', '--quiet'];
    const running = bed.run('sts-restart', args, {}, bed.plan);
    const compact = setInterval(() => bed.cluster.compact(), 20);
    const { code, stdout, stderr } = await running;
    clearInterval(compact);
    t.equal(code, 0, stderr);
    t.equal(rowsOf(stdout).filter(({ outcome }) => outcome === 'verified').length, 40);
    t.same(new Set(bed.restarts()), new Set([1]), 'each once');
  },
);

t.test('two of one name get their own sentences, whole and after one try alone', async (t) => {
  const { restart, cluster, patches } = await recorded(t);
  const denied = {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    message: 'admission webhook "policy.example" denied the request:\nno restarts on Saturday\n  says alice',
    reason: 'Forbidden',
    code: 403,
  };
  cluster.faults.add({ method: 'PATCH', path: /namespaces\/alice-tremblay/, status: 403, body: denied });
  const twin = JSON.parse(JUPYTER);
  const other = cluster
    .objects('statefulsets')
    .find(({ metadata }) => metadata.name === 'jupyter' && metadata.namespace !== 'alice-tremblay');
  const plan = `${JUPYTER}\n${JSON.stringify({ ...twin, namespace: other?.metadata.namespace, containers: twin.containers.map((one: object) => ({ ...one, running: `sha256:${'0'.repeat(64)}` })) })}\n`;
  const { stdout } = await restart(plan);
  const rows = rowsOf(stdout);
  t.match(
    rows.find(({ namespace }) => namespace === 'alice-tremblay'),
    {
      outcome: 'failed',
      reason: /^Error from server \(Forbidden\): .*denied the request: no restarts on Saturday says alice$/,
    },
  );
  t.notMatch(rows.find(({ namespace }) => namespace !== 'alice-tremblay')?.reason ?? '', /Saturday/);
  t.ok(patches().filter(({ path }) => path.includes('alice-tremblay')).length <= 2);
});

t.test('what a webhook denies is tried once, whatever its words look like', async (t) => {
  const lines = ['no restarts on Saturday', 'The owner is alice', 'error: ask her', 'Warning: really'];
  const whole = `admission webhook "policy.example" denied the request: ${lines.join(' ')}`;
  for (const [reason, start] of [
    ['Forbidden', 'Error from server (Forbidden): '],
    ['', 'Error from server: '],
  ]) {
    const { restart, cluster, patches } = await recorded(t);
    const message = `admission webhook "policy.example" denied the request: ${lines.join('\n')}`;
    const denied = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code: 400 };
    cluster.faults.add({ method: 'PATCH', status: 400, body: denied });
    const { code, stdout, stderr } = await restart(JUPYTER);
    t.equal(code, 1);
    t.match(rowsOf(stdout), [{ outcome: 'failed' }]);
    const said = rowsOf(stdout)[0]?.reason as string;
    t.ok(said.startsWith(start ?? '') && said.endsWith(whole), said);
    t.match(stderr, `jupyter: failed: ${said}\n`);
    t.equal(patches().length, 1);
  }
});

t.test(
  'what a killed run has patched is in the report of the next, whose plan does not have it',
  async (t) => {
    const bed = await staleNotebooks(t, { count: 12, stale: 12, readyDelayMs: 50 });
    const journal = `${bed.folder}/journal.txt`;
    writeFileSync(`${bed.folder}/3.txt`, bed.plan);
    const env = {
      ...(await bed.environment(`${bed.folder}/environment`)),
      PATH: `${ROOT}dist/bin:${process.env.PATH}`,
    };
    const args = ['execute', '--pause', '0', '--batch', '4', '--journal', journal];
    const child: ChildProcess = spawn('sts-restart', [...args, `${bed.folder}/3.txt`], {
      env,
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    await until(() => bed.restarts().filter((count) => count > 0).length >= 4);
    child.kill('SIGKILL');
    await ended;
    await bed.cluster.settled();
    const stale = rowsOf(bed.plan).filter(
      ({ stsName, namespace }) =>
        bed.cluster.object('statefulsets', namespace, stsName)?.metadata.generation === 1,
    );
    t.ok(stale.length < 12);
    const rest = stale.map((row) => `${JSON.stringify(row)}\n`).join('');
    const { code, stdout, stderr } = await bed.run('sts-restart', args, {}, rest);
    t.equal(code, 0, stderr);
    const rows = rowsOf(stdout);
    t.equal(rows.length, 12, 'all of them, those of the killed run too');
    t.equal(new Set(rows.map(({ namespace, stsName }) => `${namespace}/${stsName}`)).size, 12, 'each once');
    t.same(new Set(rows.map(({ outcome }) => outcome)), new Set(['verified']));
    t.same(new Set(bed.restarts()), new Set([1]), 'each template changed once');
  },
);
