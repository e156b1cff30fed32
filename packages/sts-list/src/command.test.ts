import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { generateNotebooks } from '@patch-notebook-sts/testbed/cluster/generate/generate-notebooks';
import { loadCapture } from '@patch-notebook-sts/testbed/cluster/generate/load-capture';
import { AFTER, ROOT, testbedFor } from '@patch-notebook-sts/testbed/commands';
import t, { type Test } from 'tap';

const expired = {
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message: 'too old',
  reason: 'Expired',
  code: 410,
};

async function recorded(t: Test) {
  const testbed = await testbedFor(t);
  await testbed.loadCapture(AFTER);
  return testbed;
}
const manyNotebooks = (count: number) =>
  generateNotebooks({
    count,
    image: () => ({
      repository: 'ghcr.io/org/app',
      tag: 'v1',
      digest: `sha256:${'0'.repeat(64)}`,
      imagePullPolicy: 'Always',
    }),
  });
const rows = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

t.test('the recorded cluster gives the saved rows', async (t) => {
  const { run } = await recorded(t);
  const { code, stdout, stderr } = await run('sts-list', []);
  t.equal(code, 0);
  t.equal(stdout, readFileSync(`${ROOT}fixtures/after/1-simple-output.txt`, 'utf8'));
  t.equal(
    stderr,
    'sts-list: left out 3 pods of another kind\nsts-list: left out 1 pod without a controller\n',
  );
});

t.test('scopes: kinds, namespaces, selectors, and the environment', async (t) => {
  const { run } = await recorded(t);
  const names = async (args: string[], env = {}) =>
    (await run('sts-list', ['--format', 'name', ...args], env)).stdout.split('\n').filter(Boolean);
  t.same(await names(['--kind', 'deployment,daemonset']), [
    'team-geo/agent-9r58x/agent',
    'team-geo/web-c5c4777b6-282m2/web',
    'team-geo/web-c5c4777b6-lhtfc/web',
  ]);
  t.same(await names(['-n', 'dave-roy', '-n', 'alice-tremblay,dave-roy']), [
    'alice-tremblay/jupyter-0/jupyter',
    'dave-roy/mesh-0/istio-proxy',
    'dave-roy/mesh-0/mesh',
    'dave-roy/pinned-0/pinned',
    'dave-roy/tagpin-0/tagpin',
  ]);
  t.same(await names([], { STS_LIST_NAMESPACE: 'bob-singh' }), [
    'bob-singh/desk-0/desk',
    'bob-singh/jupyter-0/jupyter',
  ]);
  t.same(await names(['-l', 'notebook-name in (desk, torch),app!=torch']), ['bob-singh/desk-0/desk']);
});

t.test('kubectl’s options reach kubectl', async (t) => {
  const { run, folder } = await recorded(t);
  t.match(await run('sts-list', ['--context', 'nowhere']), {
    code: 1,
    stderr: /context "?nowhere"? does not exist/,
  });
  t.match(await run('sts-list', ['--as', 'system:anonymous']), {
    code: 1,
    stderr: /User "system:anonymous" cannot list/,
  });
  const KUBECONFIG = '/nowhere';
  t.match(await run('sts-list', ['--kubeconfig', `${folder}/environment/kubeconfig`, '-q'], { KUBECONFIG }), {
    code: 0,
    stderr: '',
  });
});

t.test('a long list comes in pages, in order', async (t) => {
  const testbed = await testbedFor(t);
  testbed.cluster.load(manyNotebooks(1200));
  const { stdout, code } = await testbed.run('sts-list', []);
  t.equal(code, 0);
  t.equal(rows(stdout).length, 1200);
  const pages = testbed.cluster.requests
    .filter(({ path }) => path.startsWith('/api/v1/pods'))
    .map(({ path }) => new URL(path, 'http://x').searchParams);
  t.same(
    pages.map((query) => [query.get('limit'), query.has('continue')]),
    [
      ['500', false],
      ['500', true],
      ['500', true],
    ],
  );
});

t.test('a list that expires on the way starts again, and is whole', async (t) => {
  const testbed = await testbedFor(t);
  testbed.cluster.load(manyNotebooks(1200));
  testbed.cluster.expireContinueTokens(1);
  const { stdout, code } = await testbed.run('sts-list', []);
  t.equal(code, 0);
  t.equal(new Set(rows(stdout).map(({ pod, namespace }) => `${namespace}/${pod}`)).size, 1200);
  t.equal(rows(stdout).length, 1200, 'none twice');
});

t.test('anything short of the whole list is a failure, with no rows and no file', async (t) => {
  const failures: [string, object, RegExp][] = [
    ['the second page is refused', { path: /pods.*continue=/, status: 403 }, /Forbidden|forbidden/],
    [
      'the connection drops within a page',
      { path: /pods.*continue=/, dropAfterBytes: 5000 },
      /unexpected EOF|not done after 3 s/,
    ],
    ['the server fails', { path: /\/pods/, status: 500 }, /InternalError|internal error|not done after 3 s/i],
    [
      'the Notebooks fail',
      { path: /\/notebooks/, status: 500 },
      /InternalError|internal error|not done after 3 s/i,
    ],
    [
      'their second page does',
      { path: /notebooks.*continue=/, status: 500 },
      /InternalError|internal error|not done after 3 s/i,
    ],
    [
      'the namespaces fail',
      { path: /\/api\/v1\/namespaces\?/, dropAfterBytes: 0 },
      /EOF|reset|not done after 3 s/,
    ],
    [
      'every continued page expires',
      { path: /pods.*continue=/, status: 410, body: expired },
      /expired 3 times/,
    ],
  ];
  for (const [what, fault, message] of failures) {
    const testbed = await testbedFor(t);
    testbed.cluster.load(manyNotebooks(600));
    testbed.cluster.faults.add(fault);
    const file = `${testbed.folder}/1.txt`;
    // What may pass is asked for again, until the time is over; the others fail by themselves.
    const timeout = message.source.includes('not done') ? '3s' : '5m';
    const { code, stdout, stderr } = await testbed.run('sts-list', ['-o', file, '--timeout', timeout]);
    t.equal(code, 1, what);
    t.match(stderr, message, what);
    t.match(stderr, /^sts-list: .*\n$/, 'one line');
    t.equal(stdout, '');
    t.notOk(existsSync(file));
  }
});

t.test(
  'Notebooks and namespaces add what they say; without them the rows are the same otherwise',
  async (t) => {
    const { run, cluster } = await recorded(t);
    const full = rows((await run('sts-list', [])).stdout);
    const of = (stsName: string) => full.find((row) => row.stsName === stsName);
    t.strictSame(of('mesh').notebook, { lastActivity: '2026-11-20T23:30:00Z', stopped: null });
    t.strictSame(of('mesh').owner, { kind: 'Notebook', name: 'mesh' });
    t.notOk('notebook' in of('hubimage') || 'owner' in of('hubimage'), 'a StatefulSet of its own');
    const bare = full.map(({ notebook: _, owner: __, ...row }) => row);

    const never = await run('sts-list', ['--notebooks', 'never']);
    t.match(never, { code: 0, stderr: /^sts-list: left out.*\nsts-list: left out.*\n$/ });
    t.same(rows(never.stdout), bare);

    const missing = cluster.faults.add({ path: /\/apis\/kubeflow\.org\//, status: 404 });
    const unknown = await run('sts-list', ['--notebooks', 'auto']);
    t.equal(unknown.code, 0);
    t.same(rows(unknown.stdout), bare);
    t.match(unknown.stderr, /^sts-list: no notebooks\.kubeflow\.org in this cluster: .* not known\n/);
    t.match(await run('sts-list', ['--notebooks', 'always']), {
      code: 1,
      stdout: '',
      stderr: /^sts-list: cannot list \/apis\/kubeflow\.org\/v1\/notebooks: .*NotFound.*\n$/,
    });
    missing();

    for (const resource of ['notebooks', 'namespaces'] as const) {
      const allow = cluster.deny({ verb: 'list', resource });
      t.match(
        await run('sts-list', []),
        { code: 1, stdout: '', stderr: /Forbidden.*; grant this right, or give --notebooks never/ },
        `without the right to list ${resource}, opt-outs would be lost`,
      );
      t.match(await run('sts-list', ['--notebooks', 'never']), { code: 0 });
      allow();
    }
  },
);

t.test('a namespace that does not exist is named, whatever is asked about it', async (t) => {
  const { cluster, loadCapture, run } = await testbedFor(t);
  await loadCapture(AFTER);
  for (const notebooks of ['auto', 'never'])
    t.match(await run('sts-list', ['-n', 'nowhere', '--notebooks', notebooks]), {
      code: 1,
      stdout: '',
      stderr: 'sts-list: namespace "nowhere" does not exist; see kubectl get namespaces\n',
    });
  cluster.deny({ verb: 'get', resource: 'namespaces' });
  t.match(
    await run('sts-list', ['-n', 'nowhere', '--notebooks', 'never']),
    { code: 0, stdout: '' },
    'nobody knows',
  );
});

t.test('a page that fails once is asked for again', async (t) => {
  const { cluster, run } = await testbedFor(t);
  cluster.load(manyNotebooks(700));
  const whole = await run('sts-list', []);
  for (const fault of [{ dropAfterBytes: 100 }, { status: 500 }, { status: 429, retryAfter: '0' }]) {
    cluster.faults.add({ path: /pods.*continue=/, times: 1, ...fault });
    t.match(await run('sts-list', []), { code: 0, stdout: whole.stdout }, JSON.stringify(fault));
  }
});

t.test(
  'a server that never answers meets the limit of time, and the error says what was asked',
  async (t) => {
    const { cluster, run } = await testbedFor(t);
    cluster.faults.add({ path: /\/pods/, hang: true });
    t.match(await run('sts-list', ['--timeout', '1s']), {
      code: 1,
      stdout: '',
      stderr:
        /^sts-list: not done after 1 s \(--timeout\): cannot list \/\S+: kubectl was ended before it answered\n$/,
    });
  },
);

t.test('an empty selector takes every pod, as kubectl does', async (t) => {
  const { cluster, run } = await recorded(t);
  t.match(await run('sts-list', ['--selector', '']), { code: 0 });
  t.notMatch(cluster.requests.find(({ path }) => path.includes('/pods'))?.path, /labelSelector/);
});

t.test('a Notebook or a namespace opts out, and its pods say what they were restarted for', async (t) => {
  const testbed = await testbedFor(t);
  const objects = structuredClone(await loadCapture(AFTER));
  const note = (kind: string, name: string, key: string, value: string) => {
    for (const { metadata } of objects.filter((one) => one.kind === kind && one.metadata.name === name))
      metadata.annotations = { ...metadata.annotations, [key]: value };
  };
  note('Notebook', 'mesh', 'patch-notebook-sts/restart', 'never');
  note('Namespace', 'team-geo', 'patch-notebook-sts/restart', 'never');
  note('Namespace', 'bob-singh', 'patch-notebook-sts/restart', 'on Sundays');
  note('Notebook', 'desk', 'notebooks.kubeflow.org/last-activity', 'just now');
  note('Notebook', 'desk', 'notebooks.kubeflow.org/server-type', 'group-two');
  note('Notebook', 'sas', 'kubeflow-resource-stopped', 'odh-notebook-controller-lock');
  note('Pod', 'torch-0', 'patch-notebook-sts/digests', 'ghcr.io/org/app:v1@sha256:1');
  testbed.cluster.load(objects);
  const listed = rows((await testbed.run('sts-list', ['--kind', 'statefulset,deployment'])).stdout);
  const of = (stsName: string) => listed.filter((row) => row.stsName === stsName);
  t.same(
    [...new Set(listed.filter(({ optOut }) => optOut).map(({ stsName, optOut }) => `${stsName} ${optOut}`))],
    [
      'mesh notebook',
      ...['broken', 'custom', 'hubimage', 'twins', 'unschedulable', 'web'].map((name) => `${name} namespace`),
    ],
  );
  t.equal(of('mesh').length, 2, 'in the row of each container');
  t.strictSame(of('desk')[0].notebook, { lastActivity: null, stopped: null, serverType: 'group-two' });
  t.equal(of('sas')[0].notebook.stopped, 'odh-notebook-controller-lock');
  t.equal(of('torch')[0].restartedFor, 'ghcr.io/org/app:v1@sha256:1');

  const named = rows((await testbed.run('sts-list', ['-n', 'team-geo', '-n', 'dave-roy'])).stdout);
  t.same(
    named,
    listed.filter(({ namespace, kind }) => /team-geo|dave-roy/.test(namespace) && kind === 'StatefulSet'),
    'the same where namespaces are named',
  );
});

t.test('a kubectl that misbehaves', async (t) => {
  const page = '{"kind":"PodList","metadata":{},"items":[]}';
  const kubectls: [string, string, RegExp][] = [
    ['prints half', `echo '${page.slice(0, 20)}'`, /kubectl's answer is not whole JSON \(20 characters\)/],
    ['prints something else', 'echo {}', /unexpected answer: kind/],
    ['is killed', 'kill -9 $$', /kubectl was ended by SIGKILL/],
    ['says nothing', 'exit 3', /kubectl exited with 3 and said nothing/],
  ];
  const { run, folder } = await testbedFor(t);
  const misbehave = async ([what, script, message]: (typeof kubectls)[number]) => {
    const PATH = `${folder}/${what}:${ROOT}dist/bin:${process.env.PATH}`;
    mkdirSync(`${folder}/${what}`);
    writeFileSync(`${folder}/${what}/kubectl`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    t.match(
      await run('sts-list', ['--timeout', '5s'], { PATH }),
      { code: 1, stdout: '', stderr: message },
      what,
    );
  };
  // At once, because two of them are tried again until the limit of time.
  await Promise.all(kubectls.map(misbehave));
  const PATH = `${folder}/no-kubectl`;
  const args = [`${ROOT}dist/bin/sts-list`];
  t.match(await run(process.execPath, args, { PATH }), {
    code: 1,
    stderr: /kubectl: not found on PATH; install it/,
  });
});

t.test('usage', async (t) => {
  const { run } = await testbedFor(t);
  const refusals: [string[], RegExp][] = [
    [['--kind', 'pod'], /--kind: "pod" is none of statefulset, deployment, daemonset/],
    [['-n', '../x'], /--namespace: "\.\.\/x" is not a namespace's name/],
    [['--notebooks', 'maybe'], /Argument: notebooks, Given: "maybe", Choices: "auto", "always", "never"/],
    [['x'], /unexpected argument "x"/],
  ];
  for (const [args, message] of refusals)
    t.match(await run('sts-list', args), { code: 2, stderr: message }, args.join(' '));
});

t.test('what one tenant makes of his pods does not end the list for the others', async (t) => {
  const testbed = await testbedFor(t);
  const objects = structuredClone(await loadCapture(AFTER));
  testbed.cluster.load(objects);
  const whole = await testbed.run('sts-list', []);
  type Odd = { metadata: Record<string, unknown>; spec: { containers: Record<string, unknown>[] } };
  const desk = objects.find(({ kind, metadata }) => kind === 'Pod' && metadata.name === 'desk-0');
  const odd = (name: string, change: (pod: Odd) => void) => {
    const pod = structuredClone(desk) as unknown as Odd;
    pod.metadata = { ...pod.metadata, name, uid: name };
    change(pod);
    return pod as unknown as NonNullable<typeof desk>;
  };
  const ownedBy = (owner: object) => (pod: Odd) => {
    pod.metadata.ownerReferences = [
      { apiVersion: 'apps/v1', kind: 'StatefulSet', controller: true, uid: '1', ...owner },
    ];
  };
  const containerWith = (fields: object) => (pod: Odd) => {
    pod.spec.containers = pod.spec.containers.map((container) => ({ ...container, ...fields }));
  };
  const annotated = (annotations: object) => (pod: Odd) => {
    pod.metadata.annotations = annotations;
  };
  testbed.cluster.load([
    odd('odd-0', ownedBy({ name: 'Not A Name\u001b[2J' })),
    odd('odd-1', containerWith({ image: 'a'.repeat(600_000) })),
    odd('odd-2', containerWith({ image: ' '.repeat(400_000) })),
    odd('odd-3', annotated({ 'patch-notebook-sts/digests': 'x'.repeat(200_000) })),
    odd('odd-4', (pod) => {
      pod.spec.containers = [{ name: 'no-image' }];
    }),
    odd('odd-5', ownedBy({ name: '../../x' })),
    odd('odd-6', ownedBy({ name: 7 })),
    odd('odd-7', ownedBy({ name: 'desk', apiVersion: 'apps.evil.example/v1' })),
  ]);
  const { code, stdout, stderr } = await testbed.run('sts-list', ['-q']);
  t.equal(code, 0);
  t.equal(stdout, whole.stdout);
  t.same(stderr.replaceAll(/: (Too big|Invalid input).*/g, ': $1').split('\n'), [
    'sts-list: left out pod bob-singh/odd-0: stsName: not a Kubernetes name (DNS-1123 subdomain)',
    'sts-list: left out pod bob-singh/odd-1: spec.image: Too big',
    'sts-list: left out pod bob-singh/odd-2: spec.image: Too big',
    'sts-list: left out pod bob-singh/odd-3: restartedFor: Too big',
    'sts-list: left out pod bob-singh/odd-4: spec.containers.0.image: Invalid input',
    "sts-list: left out 2 more that can't be listed",
    '',
  ]);
});
