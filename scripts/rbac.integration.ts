/** Holds the rights of cronjob.yaml against what the commands really ask of an API server. */
import { readFileSync } from 'node:fs';
import type { KubeObject } from '@patch-notebook-sts/testbed/cluster/api/objects';
import { AFTER, ROOT, testbedFor } from '@patch-notebook-sts/testbed/commands';
import t, { type Test } from 'tap';
import { parse, parseAllDocuments } from 'yaml';

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

const text = readFileSync(`${ROOT}cronjob.yaml`, 'utf8');
const role = parseAllDocuments(text)
  .map((document) => document.toJS() as { kind: string; rules: Rule[] })
  .find(({ kind }) => kind === 'ClusterRole');

/** The rights of rules, as `list pods` and `get statefulsets.apps`. */
const rights = (rules: readonly Rule[] = []): string[] =>
  rules
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => right(verb, resource, group))),
      ),
    )
    .sort();
const right = (verb: string, resource: string, group: string) =>
  `${verb} ${resource}${group === '' ? '' : `.${group}`}`;

/** The text of the block that stands commented below a line with these words. */
const uncommented = (words: string): string =>
  (new RegExp(`# --- ${words}.*\n((?: *# .*\n)+?) *# --- end\n`).exec(text)?.[1] ?? '').replaceAll(
    /^ *# /gm,
    '',
  );

/** The rules of such a block. */
const block = (words: string) => parse(uncommented(words)) as Rule[];

const VERBS: Record<string, string> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

/**
 * The right that a request needs; undefined where everyone has it: discovery, and reviews of one's own rights.
 * https://kubernetes.io/docs/reference/access-authn-authz/authorization/#request-verb-resource
 */
function needed({ method, path }: { method: string; path: string }): string | undefined {
  const url = new URL(path, 'http://cluster');
  const found =
    /^\/(?:api\/v1|apis\/([^/]+)\/[^/]+)(?:\/namespaces\/[^/]+(?=\/))?\/([^/]+)(?:\/([^/]+))?(\/.+)?$/.exec(
      url.pathname,
    );
  if (found === null) return undefined;
  const [, group = '', resource = '', name, subresource = ''] = found;
  if (resource === 'selfsubjectaccessreviews') return undefined;
  const read = url.searchParams.has('watch') ? 'watch' : name === undefined ? 'list' : 'get';
  return right(VERBS[method] ?? read, resource + subresource, group);
}

t.test('requests as rights', async (t) => {
  const get = (path: string) => needed({ method: 'GET', path });
  t.equal(get('/api/v1/pods?limit=500&labelSelector=notebook-name'), 'list pods');
  t.equal(get('/api/v1/namespaces'), 'list namespaces');
  t.equal(get('/api/v1/namespaces/bob'), 'get namespaces');
  t.equal(get('/apis/kubeflow.org/v1/namespaces/bob/notebooks'), 'list notebooks.kubeflow.org');
  t.equal(
    needed({ method: 'PATCH', path: '/apis/apps/v1/namespaces/bob/statefulsets/desk?fieldManager=x' }),
    'patch statefulsets.apps',
  );
  t.equal(get('/apis/apps/v1'), undefined);
  t.equal(get('/api?timeout=32s'), undefined);
});

/** Runs the chain on a fresh testbed, and gives the requests that it made. */
async function requests(
  t: Test,
  mode: string,
  env: Record<string, string> = {},
  more: KubeObject[] = [],
): Promise<{ method: string; path: string; status: number }[]> {
  const testbed = await testbedFor(t);
  await testbed.loadCapture(AFTER);
  testbed.cluster.load(more);
  const { code, stderr } = await testbed.run(`${ROOT}scripts/patch-notebook-sts.sh`, [mode], {
    IMAGES: `${ROOT}fixtures/images.txt`,
    WORKDIR: `${testbed.folder}/work`,
    STS_RESTART_PAUSE: '0',
    // One namespace alone doesn't use all of the listed images.
    STS_FILTER_STRICT: String(env.STS_LIST_NAMESPACE === undefined),
    ...env,
  });
  t.equal(code, more.length === 0 ? 0 : 1, stderr);
  return testbed.cluster.requests;
}

/** What is applied and wasn't there is created, which takes that right too; the name in the path is that of an update. */
const asCreated = ({ method, path, status }: { method: string; path: string; status: number }) =>
  method === 'PATCH' && status === 201 ? [{ method: 'POST', path }] : [];

const rightsOf = (made: readonly { method: string; path: string; status: number }[]): string[] =>
  [...new Set([...made, ...made.flatMap(asCreated)].map(needed))].filter((one) => one !== undefined).sort();

/** The rights that a run of the chain needed. */
const used = async (...args: Parameters<typeof requests>) => rightsOf(await requests(...args));

t.test('the ClusterRole has what the chain asks for, and nothing else', async (t) => {
  const dryRun = await used(t, 'dry-run');
  t.notMatch(dryRun.join(), /patch|create|update|delete/, 'a dry run only reads');
  const all = [...dryRun, ...(await used(t, 'execute'))];
  // With -n, a namespace is read by its name.
  all.push(...(await used(t, 'execute', { STS_LIST_NAMESPACE: 'alice-tremblay,bob-singh' })));
  // Where a pod can't be made, its Events say why.
  const quota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota' as const,
    metadata: { name: 'none', namespace: 'alice-tremblay', uid: 'q', resourceVersion: '1' },
    spec: { hard: { pods: '0' } },
  };
  all.push(...(await used(t, 'execute', { STS_RESTART_WAIT: '2s' }, [quota as unknown as KubeObject])));
  t.same([...new Set(all)].sort(), rights(role?.rules));
});

t.test('the block for other kinds has what they need beyond that', async (t) => {
  const all = await used(t, 'execute', { STS_LIST_KIND: 'statefulset,deployment,daemonset' });
  const granted = rights(role?.rules);
  t.same(
    all.filter((one) => !granted.includes(one)),
    rights(block('for STS_LIST_KIND')),
  );
});

t.test('the block for migration has what that needs beyond that', async (t) => {
  const migration = rights(block('for migrating'));
  t.ok(migration.includes('patch notebooks.kubeflow.org'));
  const all = await used(t, 'execute', { STS_FILTER_MIGRATE_TO: 'v1' });
  const granted = rights(role?.rules);
  t.same(
    all.filter((one) => !granted.includes(one)),
    migration,
  );
});

t.test(
  'the block for PREPULL has what that needs beyond that, in the namespace of the CronJob',
  async (t) => {
    const documents = parseAllDocuments(uncommented('for PREPULL')).map((document) => document.toJS());
    const objects = documents.filter((document) => document !== null);
    t.match(objects, [
      { kind: 'Role', metadata: { name: 'patch-notebook-sts', namespace: 'patch-notebook-sts' } },
      {
        kind: 'RoleBinding',
        metadata: { namespace: 'patch-notebook-sts' },
        roleRef: { kind: 'Role', name: 'patch-notebook-sts' },
        subjects: [{ kind: 'ServiceAccount', name: 'patch-notebook-sts', namespace: 'patch-notebook-sts' }],
      },
    ]);
    t.match(text, /^ {2}# PREPULL: "1"$/m);
    const granted = rights(role?.rules);
    const beyond = (made: string[]) => made.filter((one) => !granted.includes(one));
    t.same(beyond(await used(t, 'dry-run', { PREPULL: '1' })), [], 'a dry run makes nothing');
    const made = await requests(t, 'execute', { PREPULL: '1' });
    t.same(beyond(rightsOf(made)), rights(objects[0]?.rules));
    const writes = made.filter(({ method }) => method === 'POST' || method === 'DELETE');
    for (const { path } of writes)
      t.match(path, /^\/api\/v1\/namespaces\/default\/pods|\/selfsubjectaccessreviews/, 'in one namespace');
  },
);

t.test('the blocks for ANNOUNCE have what that needs beyond that', async (t) => {
  t.match(text, /^ {2}# ANNOUNCE: 48h$/m);
  const granted = rights(role?.rules);
  const beyond = (all: string[]) => all.filter((one) => !granted.includes(one));
  t.same(beyond(await used(t, 'dry-run', { ANNOUNCE: '48h' })), [], 'a dry run tells nobody');
  const notebooks = rights(block('for ANNOUNCE'));
  t.ok(notebooks.includes('patch notebooks.kubeflow.org'));
  t.same(beyond(await used(t, 'execute', { ANNOUNCE: '48h' })), notebooks);
  const all = beyond(await used(t, 'execute', { ANNOUNCE: '48h', STS_LIST_KIND: 'statefulset,deployment' }));
  t.same(
    all.filter((one) => !rights(block('for STS_LIST_KIND')).includes(one)),
    [...notebooks, ...rights(block('to announce'))].sort(),
  );
});

t.test('rights in some namespaces are enough for those', async (t) => {
  const testbed = await testbedFor(t);
  await testbed.loadCapture(AFTER);
  // What is denied in one namespace is denied to requests that are about all of them.
  testbed.cluster.deny({ namespace: 'elsewhere' });
  const { code, stdout, stderr } = await testbed.run(`${ROOT}scripts/patch-notebook-sts.sh`, ['execute'], {
    IMAGES: `${ROOT}fixtures/images.txt`,
    WORKDIR: `${testbed.folder}/work`,
    STS_LIST_NAMESPACE: 'alice-tremblay,bob-singh',
    // These two don't use all of the listed images.
    STS_FILTER_STRICT: 'false',
    STS_RESTART_PAUSE: '0',
  });
  t.equal(code, 0, stderr);
  t.equal(stdout.match(/"outcome":"verified"/g)?.length, 2, stdout);
});
