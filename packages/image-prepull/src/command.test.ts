import { readFileSync } from 'node:fs';
import t from 'tap';
import { PULLERS, rowsOf, staleNotebooks } from './testing.ts';

t.test('a dry run pulls nothing, lets every row through, and says what each node would pull', async (t) => {
  const bed = await staleNotebooks(t, { count: 4, nodes: 2, images: 1 });
  const pulls = `${bed.folder}/pulls.txt`;
  const sized = bed.plan.replaceAll('"wanted"', '"details":{"size":{"linux/amd64":4200000000}},"wanted"');
  const { code, stdout, stderr } = await bed.prepull([], ['--pulls', pulls], sized);
  t.equal(code, 0, stderr);
  t.equal(stdout, sized);
  t.match(
    stderr,
    /^image-prepull: node1: would pull k8scc01covidacr\.azurecr\.io\/jupyterlab-cpu@sha256:[0-9a-f]{12} \(4\.2 GB\)$/m,
  );
  t.match(
    stderr,
    /2 pulls on 2 nodes: 2 planned; 4 workloads may restart, 0 are held back; nothing was pulled/,
  );
  t.match(rowsOf(readFileSync(pulls, 'utf8')), [
    { node: 'node1', outcome: 'planned', bytes: 4.2e9 },
    { node: 'node2', outcome: 'planned' },
  ]);
  t.notOk(bed.cluster.requests.some(({ method }) => method !== 'GET'));
});

t.test('rows go on byte for byte, with keys that nobody knows and in the order they came', async (t) => {
  const bed = await staleNotebooks(t, { count: 3, nodes: 1, images: 1 });
  const [a = '', b = '', c = ''] = bed.plan.split('\n');
  const plan = [`{ "later":1, ${c.slice(1)}`, '', b, a].join('\r\n');
  const { code, stdout } = await bed.prepull(['execute'], [], plan);
  t.equal(code, 0);
  t.equal(stdout, `{ "later":1, ${c.slice(1)}\r\n${b}\r\n${a}\n`);
});

t.test('a wrong row is refused before anything is done, and so are wrong options', async (t) => {
  const bed = await staleNotebooks(t, { count: 2, nodes: 1, images: 1 });
  t.match(await bed.prepull(['execute'], [], `${bed.plan}{"stsName":"x"}\n`), {
    code: 3,
    stderr: /^image-prepull: stdin:3: action: /,
  });
  for (const [args, message] of [
    [['--nodes', '0'], /--nodes: "0" is not a number of 1 or more/],
    [['--timeout', '0'], /--timeout: a pull needs some time/],
    [['--pass', 'failed'], /Invalid values/],
    [['--pull-secret', 'A_b'], /--pull-secret: "A_b" is not a secret's name/],
    [['--in-workload-namespace'], /mutually exclusive/],
  ] as const)
    t.match(await bed.prepull(['execute', bed.file], args), { code: 2, stderr: message }, args.join(' '));
  t.match(await bed.run('image-prepull', ['execute', '--namespace-of-pullers', 'A b', bed.file]), {
    code: 2,
    stderr: /--namespace-of-pullers: "A b" is not a namespace's name/,
  });
  t.same(bed.cluster.requests, []);
});

t.test('what no pull helps passes with a remark, and nothing is made for it', async (t) => {
  const bed = await staleNotebooks(t, { count: 2, nodes: 1, images: 1 });
  const [first] = rowsOf(bed.plan);
  bed.cluster.remove('notebooks', first.namespace, first.stsName);
  await bed.cluster.settled();
  const { code, stdout, stderr } = await bed.prepull(['execute', bed.file]);
  t.equal(code, 0);
  t.equal(stdout, bed.plan);
  t.match(
    stderr,
    `${first.namespace}/${first.stsName}: may restart, not all was pulled: it has no pod on a node`,
  );
  t.equal(bed.pullers().length, 1);
  t.notMatch(stderr, /an earlier run/);
});

t.test('a run with nothing to pull deletes what an earlier one has left', async (t) => {
  const bed = await staleNotebooks(t, { count: 1, nodes: 1, images: 1 });
  t.equal((await bed.prepull(['execute', bed.file])).code, 0);
  t.equal(bed.pullers().length, 1);
  t.match(await bed.prepull(['execute'], [], ''), {
    code: 0,
    stdout: '',
    stderr: /deleted 1 pods that an earlier/,
  });
  t.same(bed.pullers(), []);
  bed.cluster.deny({ verb: 'list', resource: 'pods' });
  t.match(await bed.prepull(['execute'], [], ''), { code: 0, stderr: /cannot delete the pods that pull/ });
});

t.test('without a namespace of their own, the pods are made in that of the current context', async (t) => {
  const bed = await staleNotebooks(t, { count: 1, nodes: 1, images: 1 });
  const file = `${bed.folder}/environment/kubeconfig`;
  const set = await bed.run('kubectl', ['config', 'set-context', '--current', '--namespace', PULLERS], {
    KUBECONFIG: file,
  });
  t.equal(set.code, 0, set.stderr);
  t.equal((await bed.run('image-prepull', ['execute', bed.file])).code, 0);
  t.match(bed.pullers(), [{ metadata: { namespace: PULLERS } }]);
  t.match(await bed.run('image-prepull', ['clean']), { code: 0, stderr: /deleted 1 pods/ });
});

t.test('in the workloads’ namespaces, each with its own pod', async (t) => {
  const bed = await staleNotebooks(t, { count: 4, nodes: 1, images: 1, namespaces: 2 });
  const args = ['--in-workload-namespace'];
  const { code, stdout, stderr } = await bed.run('image-prepull', ['execute', ...args, bed.file]);
  t.equal(code, 0, stderr);
  t.equal(stdout, bed.plan);
  t.same(
    bed
      .pullers()
      .map(({ metadata }) => metadata.namespace)
      .sort(),
    ['user-0001', 'user-0002'],
  );
  t.match(await bed.run('image-prepull', ['clean', ...args]), { code: 0, stderr: /deleted 2 pods/ });
  t.same(bed.pullers(), []);
});

t.test('its pods meet the restricted standard, and have the pull secret that was named', async (t) => {
  const bed = await staleNotebooks(t, { count: 1, nodes: 1, images: 1 });
  const labelled = await bed.run('kubectl', [
    ...['patch', 'namespace', PULLERS, '--type=merge', '-p'],
    '{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"restricted"}}}',
  ]);
  t.equal(labelled.code, 0, labelled.stderr);
  // No shell, no true, and root: nothing of the image is needed.
  bed.cluster.describeImage(bed.images[0]?.wanted ?? '', { programs: [], isRoot: true });
  const { code, stderr } = await bed.prepull(['execute', bed.file], ['--pull-secret', 'registry']);
  t.equal(code, 0, stderr);
  t.match(bed.pullers(), [
    { spec: { imagePullSecrets: [{ name: 'registry' }] }, status: { phase: 'Failed' } },
  ]);
});

t.test('a node that is full refuses; only --pass refused lets its workloads through', async (t) => {
  const bed = await staleNotebooks(t, { count: 2, nodes: 1, images: 1 });
  bed.cluster.describeNode('node1', { pods: 2 });
  const pulls = `${bed.folder}/pulls.txt`;
  const { code, stdout, stderr } = await bed.prepull(['execute', bed.file], ['--pulls', pulls]);
  t.equal(code, 1);
  t.equal(stdout, '');
  t.match(stderr, /held back: .* on node1: refused: OutOfpods: Pod was rejected: /);
  t.match(rowsOf(readFileSync(pulls, 'utf8')), [{ outcome: 'refused', reason: /^OutOfpods: / }]);
  const passed = await bed.prepull(['execute', bed.file], ['--pass', 'refused']);
  t.equal(passed.code, 0);
  t.equal(passed.stdout, bed.plan);
  t.match(passed.stderr, /may restart, not all was pulled: .*OutOfpods/);
});

t.test('a security standard that forbids the pod is a refusal too', async (t) => {
  const bed = await staleNotebooks(t, { count: 1, nodes: 1, images: 1 });
  const quota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota' as const,
    metadata: { name: 'none', namespace: PULLERS, uid: 'q', resourceVersion: '1', creationTimestamp: '' },
    spec: { hard: { pods: '0' } },
  };
  bed.cluster.load([quota]);
  t.match(await bed.prepull(['execute', bed.file]), {
    code: 1,
    stdout: '',
    stderr: /refused: Error from server \(Forbidden\): .*exceeded quota: none/,
  });
});

t.test('a missing right is named before anything is made', async (t) => {
  const bed = await staleNotebooks(t, { count: 1, nodes: 1, images: 1 });
  bed.cluster.deny({ verb: 'create', resource: 'pods', namespace: PULLERS });
  t.match(await bed.prepull(['execute', bed.file]), {
    code: 1,
    stdout: '',
    stderr: /not allowed to create pods in namespace pullers; nothing was pulled/,
  });
});

t.test('when too many fail, nothing goes on', async (t) => {
  const bed = await staleNotebooks(t, { count: 30, nodes: 5, images: 1 });
  const failures = { [bed.images[0]?.wanted ?? '']: 'manifest unknown' };
  for (const node of ['node1', 'node2', 'node3']) bed.cluster.describeNode(node, { failures });
  const pulls = `${bed.folder}/pulls.txt`;
  const args = ['--max-failures', '1', '--nodes', '2', '--pulls', pulls];
  const { code, stdout, stderr } = await bed.prepull(['execute', bed.file], args);
  t.equal(code, 4);
  t.equal(stdout, '');
  t.match(stderr, /stopped: 2 pulls failed, more than --max-failures; no workload may restart/);
  t.same(
    rowsOf(readFileSync(pulls, 'utf8')).map(({ outcome }) => outcome),
    ['failed', 'failed', 'not-attempted', 'not-attempted', 'not-attempted'],
  );
  t.same(bed.pullers(), []);
});

t.test('where pods may not be watched they are read', async (t) => {
  const bed = await staleNotebooks(t, { count: 1, nodes: 1, images: 1 });
  bed.cluster.faults.add({ path: /\/pods\?.*watch=1/, status: 403 });
  const { code, stdout, stderr } = await bed.prepull(['execute', bed.file]);
  t.equal(code, 0, stderr);
  t.match(stderr, /cannot watch, reading every 5 s instead/);
  t.equal(stdout, bed.plan);
});

t.test('on a terminal’s format every workload is shown, and names are those that go on', async (t) => {
  const bed = await staleNotebooks(t, { count: 1, nodes: 1, images: 1 });
  t.match(await bed.prepull(['execute', '--format', 'table', bed.file]), {
    stdout: /^NAMESPACE +KIND +NAME +MAY RESTART +REASON\nuser-0001 +StatefulSet +notebook-00001 +yes\n$/,
  });
  t.match(await bed.prepull(['dry-run', '--format', 'name', bed.file]), {
    stdout: 'user-0001/notebook-00001\n',
  });
});
