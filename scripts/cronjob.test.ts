/** Checks cronjob.yaml, the base that it is made from, and the overlays on that base. */
import { copyFileSync, cpSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AFTER, ROOT, run, testbedFor } from '@patch-notebook-sts/testbed/commands';
import t, { type Test } from 'tap';
import { parseAllDocuments } from 'yaml';
import { COMMANDS } from './commands.ts';

interface Variable {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef: { name: string; key: string; optional?: boolean } };
}
interface Resource {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}
interface ConfigMap extends Resource {
  data: Record<string, string>;
}
interface Container {
  image: string;
  command?: string[];
  args: string[];
  env: Variable[];
}
interface Job {
  activeDeadlineSeconds: number;
  podFailurePolicy: { rules: object[] };
  template: {
    spec: {
      activeDeadlineSeconds: number;
      initContainers?: Container[];
      containers: Container[];
      volumes: object[];
    };
  };
}
interface CronJob extends Resource {
  spec: { jobTemplate: { spec: Job } };
}

const FILE = `${ROOT}cronjob.yaml`;
const BASE = `${ROOT}deploy/base`;
const OVERLAYS = `${ROOT}examples/kustomize`;

const read = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as Resource);
const resources = read(readFileSync(FILE, 'utf8'));
const find = <T extends Resource>(kind: string, all = resources) =>
  all.find((resource) => resource.kind === kind) as T;
const containerOf = (job: CronJob) => job.spec.jobTemplate.spec.template.spec.containers[0] as Container;

const config = find<ConfigMap>('ConfigMap');
const cronJob = find<CronJob>('CronJob');
const container = containerOf(cronJob);
const name = 'patch-notebook-sts';

t.test('the objects, and who may do what', async (t) => {
  t.same(
    resources.map(({ kind }) => kind),
    ['Namespace', 'ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'ConfigMap', 'CronJob'],
  );
  for (const { kind, metadata } of resources) {
    const everywhere = ['Namespace', 'ClusterRole', 'ClusterRoleBinding'].includes(kind);
    t.same(
      { name: metadata.name, namespace: metadata.namespace },
      { name, namespace: everywhere ? undefined : name },
    );
  }
  t.match(find('ClusterRoleBinding'), {
    roleRef: { kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: name }],
  });
});

t.test('it runs on Saturdays, one at a time, within limits, and changes nothing', async (t) => {
  t.match(cronJob.spec, {
    schedule: '0 1 * * 6',
    timeZone: /^[A-Z]\w+\/\w+$/,
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: Number,
    successfulJobsHistoryLimit: Number,
    failedJobsHistoryLimit: Number,
    jobTemplate: { spec: { activeDeadlineSeconds: Number, backoffLimit: 0 } },
  });
  t.doesNotThrow(() => new Intl.DateTimeFormat('en', { timeZone: 'America/Toronto' }));
  t.same(container.args, ['dry-run']);
  t.equal(container.command, undefined, "the image's entrypoint is the chain");
});

t.test('a run that failed stays to be read, and one whose node went away is run again', async (t) => {
  const { spec } = cronJob.spec.jobTemplate;
  t.match(spec, {
    backoffLimit: 0,
    podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] },
    // Kubernetes takes a podFailurePolicy with this alone.
    template: { spec: { restartPolicy: 'Never' } },
  });
  t.equal(spec.podFailurePolicy.rules.length, 1);
  // The Job's own deadline deletes the pod and with it the log; that of the pod, which comes first, keeps both.
  t.ok(spec.template.spec.activeDeadlineSeconds < spec.activeDeadlineSeconds);
});

t.test('it has no more rights on its node than it needs', async (t) => {
  t.match(cronJob.spec.jobTemplate.spec.template.spec, {
    serviceAccountName: name,
    restartPolicy: 'Never',
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        resources: { requests: { cpu: String, memory: String }, limits: { memory: String } },
        volumeMounts: [
          { name: 'work', mountPath: '/work' },
          { name: 'config', mountPath: '/config', readOnly: true },
        ],
      },
    ],
    volumes: [
      { name: 'work', emptyDir: {} },
      { name: 'config', configMap: { name, items: [{ key: 'images.txt', path: 'images.txt' }] } },
    ],
  });
});

t.test('the image is the one of the Dockerfile', async (t) => {
  const dockerfile = readFileSync(`${ROOT}Dockerfile`, 'utf8');
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { version: string };
  t.equal(container.image, `${name}:${version}`);
  t.match(dockerfile, `\nARG VERSION=${version}\n`);
  t.match(dockerfile, '\nUSER 65532:65532\n');
  t.match(dockerfile, /\nENV WORKDIR=\/work\/run .*AZURE_CONFIG_DIR=\/work\//);
  t.match(dockerfile, /FROM common AS runtime\n$/, 'the last stage is the default, without az');
});

t.test('the login comes from a Secret that may be missing', async (t) => {
  const secret = (key: string) => ({
    valueFrom: { secretKeyRef: { name: 'acr-metadata-read-secret', key, optional: true } },
  });
  const user = secret('acr_metadata_read_username');
  const password = secret('acr_metadata_read_password');
  t.same(container.env, [
    // Within the volume: that itself is everybody's to write.
    { name: 'WORKDIR', value: '/work/run' },
    { name: 'IMAGES', value: '/config/images.txt' },
    { name: 'ACR_READ_METADATA_USERNAME', ...user },
    { name: 'ACR_READ_METADATA_PASSWORD', ...password },
    { name: 'TAG_DIGEST_USERNAME', ...user },
    { name: 'TAG_DIGEST_PASSWORD', ...password },
  ]);
});

/** Every option that is set is one that its command has, and takes the value. */
async function holdOptions(t: Test, data: Record<string, string>) {
  const options = Object.keys(data).filter((key) => key !== 'TAGS' && key !== 'images.txt');
  for (const option of options) {
    const command = COMMANDS.find((one) => option.startsWith(`${one.replace('-', '_').toUpperCase()}_`));
    t.ok(command, `${option} belongs to a command`);
    if (command === undefined) continue;
    const { stdout } = await run(command, ['--help']);
    const flag = `--${option
      .slice(command.length + 1)
      .toLowerCase()
      .replaceAll('_', '-')} `;
    t.ok(stdout.includes(flag), `${command} has ${flag}`);
  }
  t.match(await run('sts-restart', ['dry-run', '-'], data), { code: 0 });
}

t.test('the chain runs with the ConfigMap as it stands', async (t) => {
  await holdOptions(t, config.data);
  const testbed = await testbedFor(t);
  await testbed.loadCapture(AFTER);
  const { 'images.txt': images = '', ...env } = config.data;
  writeFileSync(`${testbed.folder}/images.txt`, images);
  const ended = await testbed.run(`${ROOT}scripts/patch-notebook-sts.sh`, container.args, {
    ...env,
    IMAGES: `${testbed.folder}/images.txt`,
    WORKDIR: `${testbed.folder}/work`,
  });
  t.equal(ended.code, 0, ended.stderr);
  // The same three as in the fixture, each with what sts-restart is to ask about activity.
  const rows = (file: string) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  t.same(
    rows(`${testbed.folder}/work/3-statefulsets-to-restart.txt`),
    rows(`${ROOT}fixtures/after/3-statefulsets-to-restart.txt`).map((row) => ({
      ...row,
      idleFor: '2h',
      unknownActivity: 'restart',
      forceAfter: '14d',
    })),
  );
});

const client = await run('kubectl', ['version', '--client', '-o', 'json']);
const minor = Number.parseInt(/"minor": "(\d+)/.exec(client.stdout)?.[1] ?? '0', 10);
const skip = minor < 27 && `kubectl 1.${minor} is older than timeZone of CronJobs`;

t.test('kubectl loses nothing of the CronJob when it reads it as its own type', { skip }, async (t) => {
  // An unknown field, at whatever depth, does not come back, and a wrong type is an error.
  const { stdout, stderr } = await run(
    'kubectl',
    ['set', 'env', '--local', '-f', '-', '-o', 'json', 'PROBE=1'],
    {},
    JSON.stringify(cronJob),
  );
  t.equal(stderr, '');
  t.match(JSON.parse(stdout), cronJob);
});

/** What kubectl has to be told about the kinds of cronjob.yaml; the testbed doesn't keep them. */
const DISCOVERY: Record<string, { groupVersion: string; resources: Record<string, string> }> = {
  '/api/v1': {
    groupVersion: 'v1',
    resources: { Namespace: 'namespaces', ServiceAccount: 'serviceaccounts', ConfigMap: 'configmaps' },
  },
  '/apis/rbac.authorization.k8s.io/v1': {
    groupVersion: 'rbac.authorization.k8s.io/v1',
    resources: { ClusterRole: 'clusterroles', ClusterRoleBinding: 'clusterrolebindings' },
  },
  '/apis/batch/v1': { groupVersion: 'batch/v1', resources: { CronJob: 'cronjobs' } },
};

/** An API server that knows these kinds and has no object. */
async function emptyServer(t: Test): Promise<string> {
  const groups = Object.values(DISCOVERY)
    .map(({ groupVersion }) => ({ groupVersion, version: 'v1', name: groupVersion.split('/')[0] }))
    .filter(({ name }) => name !== 'v1')
    .map(({ name, ...version }) => ({ name, versions: [version], preferredVersion: version }));
  const answers: Record<string, object> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups },
  };
  for (const [path, { groupVersion, resources }] of Object.entries(DISCOVERY)) {
    answers[path] = {
      kind: 'APIResourceList',
      groupVersion,
      resources: Object.entries(resources).map(([kind, name]) => ({
        name,
        kind,
        singularName: '',
        namespaced: !/^(Namespace|Cluster)/.test(kind),
        verbs: ['get', 'create', 'patch'],
      })),
    };
  }
  const server = createServer((request, response) => {
    const answer = answers[(request.url ?? '').replace(/\?.*/, '')];
    const missing = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 };
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? missing));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

t.test('kubectl apply --dry-run=client takes it', async (t) => {
  const HOME = t.testdir({});
  const server = await emptyServer(t);
  // Without validation, which would take a real server's OpenAPI document; the types are held above.
  const args = ['apply', '--dry-run=client', '--validate=false', '-o', 'name', '-f', FILE];
  const { code, stdout, stderr } = await run('kubectl', ['--server', server, ...args], { HOME });
  t.equal(code, 0, stderr);
  t.same(stdout.trim().split('\n'), [
    `namespace/${name}`,
    `serviceaccount/${name}`,
    `clusterrole.rbac.authorization.k8s.io/${name}`,
    `clusterrolebinding.rbac.authorization.k8s.io/${name}`,
    `configmap/${name}`,
    `cronjob.batch/${name}`,
  ]);
});

const tooOld = minor < 22 && `kubectl 1.${minor} has a kustomize that is too old for the overlays`;

/** `UPDATE=1 node_modules/.bin/tap scripts/cronjob.test.ts` writes cronjob.yaml anew. */
t.test('cronjob.yaml is that of the base', async (t) => {
  if (process.env.UPDATE) copyFileSync(`${BASE}/cronjob.yaml`, FILE);
  t.equal(readFileSync(FILE, 'utf8'), readFileSync(`${BASE}/cronjob.yaml`, 'utf8'));
});

async function kustomize(t: Test, folder: string, env = {}): Promise<Resource[]> {
  const { code, stdout, stderr } = await run('kubectl', ['kustomize', folder], env);
  t.equal(code, 0, stderr);
  return read(stdout);
}

/** Without their order, which is kustomize's own. */
const sorted = (all: Resource[]) => [...all].sort((a, b) => (a.kind < b.kind ? -1 : 1));

t.test('the base works in place, and by URL', { skip: tooOld }, async (t) => {
  t.same(sorted(await kustomize(t, BASE)), sorted(resources));

  const HOME = t.testdir({ clone: {}, mine: {} });
  const clone = `${HOME}/clone`;
  cpSync(BASE, `${clone}/deploy/base`, { recursive: true });
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '.'],
    [...author, 'commit', '--quiet', '-m', 'base'],
    ['tag', 'v9'],
  ])
    t.match(await run('git', ['-C', clone, ...args], { HOME }), { code: 0 }, args.join(' '));
  const url = `file://${clone}//deploy/base?ref=v9`;
  writeFileSync(`${HOME}/mine/kustomization.yaml`, `resources: ["${url}"]\nnamespace: mine\n`);
  const built = await kustomize(t, `${HOME}/mine`, { HOME });
  t.equal(find<CronJob>('CronJob', built).metadata.namespace, 'mine');
  t.equal(built.length, resources.length);
});

/** What kustomize makes of an overlay, where it is. */
async function overlaid(t: Test, overlay: string, more = 0): Promise<Resource[]> {
  const built = await kustomize(t, `${OVERLAYS}/${overlay}`);
  t.equal(built.length, resources.length + more);
  return built;
}

t.test('the overlay for Artifactory', { skip: tooOld }, async (t) => {
  const built = await overlaid(t, 'artifactory');
  const namespace = 'notebook-maintenance';
  t.equal(find('Namespace', built).metadata.name, namespace);
  t.match(find('ClusterRoleBinding', built), { subjects: [{ namespace }] });
  t.match(find('CronJob', built), {
    metadata: { namespace },
    spec: { schedule: '0 2 * * 0', timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid' },
  });
  const job = containerOf(find<CronJob>('CronJob', built));
  t.same(job.args, ['execute']);
  t.match(job.image, /^acme\.jfrog\.io\/.*:\d/);
  t.same(job.env.map((variable) => variable.name).sort(), ['IMAGES', 'JF_ACCESS_TOKEN', 'WORKDIR']);
  const { data } = find<ConfigMap>('ConfigMap', built);
  t.match(data, { TAGS: 'stable long-term', TAG_DIGEST_SOURCE: 'jfrog', STS_RESTART_BATCH: '20' });
  t.match(data['images.txt'], /^(acme\.jfrog\.io\/\S+\n)+$/);
  await holdOptions(t, data);
});

t.test('the overlay for workload identity', { skip: tooOld }, async (t) => {
  const built = await overlaid(t, 'workload-identity');
  t.match(find('ServiceAccount', built), {
    metadata: { annotations: { 'azure.workload.identity/client-id': String } },
  });
  const job = find<CronJob>('CronJob', built);
  t.match(job.spec.jobTemplate.spec.template, {
    metadata: { labels: { 'azure.workload.identity/use': 'true' } },
    spec: {
      initContainers: [{ args: [/^az login /], securityContext: { readOnlyRootFilesystem: true } }],
      securityContext: { runAsNonRoot: true },
    },
  });
  const { args, env } = containerOf(job);
  t.same(args, ['dry-run']);
  t.same(
    env.map((variable) => variable.name),
    ['WORKDIR', 'IMAGES'],
  );
  const { data } = find<ConfigMap>('ConfigMap', built);
  t.equal(data.TAG_DIGEST_SOURCE, 'az');
  await holdOptions(t, data);
});

t.test(
  'the overlay that keeps results: a folder per run on a volume, and a link to the newest',
  { skip: tooOld },
  async (t) => {
    const built = await overlaid(t, 'keep-results', 1);
    t.match(find('PersistentVolumeClaim', built), {
      metadata: { namespace: name },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: String } } },
    });
    const { spec } = find<CronJob>('CronJob', built).spec.jobTemplate.spec.template;
    t.match(spec, {
      // Else Kubernetes opens the folders of earlier runs to the pod's group, and the chain refuses them.
      securityContext: { fsGroupChangePolicy: 'OnRootMismatch' },
      volumes: [{ name: 'work', persistentVolumeClaim: { claimName: name } }, { name: 'config' }],
    });
    t.notOk('emptyDir' in (spec.volumes[0] ?? {}));
    const { env } = containerOf(find<CronJob>('CronJob', built));
    const names = env.map((variable) => variable.name);
    t.ok(
      names.indexOf('JOB_NAME') < names.indexOf('WORKDIR'),
      'a variable is replaced only if it comes before',
    );
    t.match(
      env.find((variable) => variable.name === 'WORKDIR'),
      { value: '/work/$(JOB_NAME)' },
    );

    // The init container's own command, on a folder instead of the volume.
    const [link] = spec.initContainers ?? [];
    t.match(link, { image: `${name}:0.1.0`, command: ['sh', '-euc'], env: [{ name: 'JOB_NAME' }] });
    const work = t.testdir({});
    for (const JOB_NAME of ['patch-notebook-sts-29000000', 'now-1', 'now-1']) {
      const script = (link?.args[0] ?? '').replaceAll('/work', work);
      t.match(await run('sh', ['-euc', script], { JOB_NAME }), { code: 0, stderr: '' });
      t.equal(readlinkSync(`${work}/latest`), JOB_NAME);
    }
  },
);

t.test('the overlay for metrics serves the files that the run writes', { skip: tooOld }, async (t) => {
  const built = await overlaid(t, 'metrics', 2);
  const { data } = find<ConfigMap>('ConfigMap', built);
  await holdOptions(t, data);
  for (const file of [data.STS_FILTER_METRICS, data.STS_RESTART_METRICS])
    t.match(file, /^\/work\/[^/]+\.prom$/);
  const app = 'patch-notebook-sts-metrics';
  const volumes = [{ name: 'work', persistentVolumeClaim: { claimName: name } }];
  t.match(find('Deployment', built), {
    spec: {
      template: {
        metadata: { labels: { app } },
        spec: {
          // The chain lets nobody else read its files.
          securityContext: { runAsUser: 65532 },
          containers: [
            {
              args: [
                '--collector.disable-defaults',
                '--collector.textfile',
                '--collector.textfile.directory=/work',
              ],
              volumeMounts: [{ name: 'work', mountPath: '/work', readOnly: true }],
            },
          ],
          volumes,
        },
      },
    },
  });
  const near = [{ labelSelector: { matchLabels: { app } } }];
  t.match(find<CronJob>('CronJob', built).spec.jobTemplate.spec.template.spec, {
    volumes,
    affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: near } },
  });
});

t.test('the overlay with less power', { skip: tooOld }, async (t) => {
  const built = await overlaid(t, 'less-power', 5);
  t.match(find('ValidatingAdmissionPolicyBinding', built), { spec: { policyName: name } });
  t.match(find('NetworkPolicy', built), { metadata: { namespace: name }, spec: { ingress: undefined } });
  const account = `system:serviceaccount:${name}:${name}`;
  t.match(JSON.stringify(find('ValidatingAdmissionPolicy', built)), account);
});

t.test('RoleBindings instead of the ClusterRoleBinding', { skip: tooOld }, async (t) => {
  const clone = t.testdir({});
  cpSync(BASE, `${clone}/deploy/base`, { recursive: true });
  const folder = `${clone}/examples/kustomize/mine`;
  cpSync(`${OVERLAYS}/less-power`, folder, { recursive: true });
  const settings = `${folder}/kustomization.yaml`;
  writeFileSync(
    settings,
    readFileSync(settings, 'utf8').replaceAll(/^( *)# (- [a-z-]+\.yaml|patches:| {2}- path)/gm, '$1$2'),
  );
  const built = await kustomize(t, folder);
  t.equal(find('ClusterRoleBinding', built), undefined);
  const bindings = built.filter(({ kind }) => kind === 'RoleBinding');
  t.same(
    bindings.map(({ metadata }) => metadata.namespace),
    ['alice-tremblay', 'bob-singh'],
  );
  for (const binding of bindings)
    t.match(binding, {
      roleRef: { kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: name }],
    });
});
