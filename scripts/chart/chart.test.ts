/** Renders deploy/chart and compares it with deploy/base: with helm too, where that is installed. */
import { readdirSync, readFileSync } from 'node:fs';
import { ROOT, run } from '@patch-notebook-sts/testbed/commands';
import t, { type Test } from 'tap';
import { parse, parseAllDocuments } from 'yaml';
import { render } from './render.ts';

interface Resource {
  kind: string;
  [field: string]: unknown;
}
type Values = Record<string, unknown>;

const CHART = `${ROOT}deploy/chart`;
const text = (file: string) => readFileSync(file, 'utf8');
const values: Values = parse(text(`${CHART}/values.yaml`));
const objects = (yaml: string): Resource[] =>
  parseAllDocuments(yaml)
    .map((document) => document.toJS() as Resource | null)
    .filter((resource) => resource !== null)
    .sort((a, b) => (a.kind < b.kind ? -1 : 1));
const base = objects(text(`${ROOT}deploy/base/cronjob.yaml`));
const withoutNamespace = base.filter(({ kind }) => kind !== 'Namespace');
const find = (all: Resource[], kind: string) => all.find((resource) => resource.kind === kind);

/** The chart with some values replaced. */
function rendered(changed: Values = {}, namespace = 'patch-notebook-sts'): Resource[] {
  const root = { Values: { ...values, ...changed }, Release: { Namespace: namespace } };
  const templates = readdirSync(`${CHART}/templates`).map((file) => text(`${CHART}/templates/${file}`));
  return objects(templates.map((template) => render(template, root)).join('\n---\n'));
}

/** The base with the marked blocks of comments that `which` matches uncommented. */
function uncommented(which: RegExp): Resource[] {
  const blocks = /^( *)# --- ((?:for|to) .*)\n([\s\S]*?)^ *# --- end\n/gm;
  return objects(
    text(`${ROOT}deploy/base/cronjob.yaml`)
      .replaceAll(blocks, (block, _indent, title: string, lines: string) =>
        which.test(title) ? lines.replaceAll(/^( *)# ?/gm, '$1') : block,
      )
      .replaceAll(/# ((PREPULL|ANNOUNCE): .*)/g, (line, setting: string, name: string) =>
        which.test(`for ${name}`) ? setting : line,
      ),
  );
}

t.test('with its default values the chart is the base', async (t) => {
  t.same(rendered(), withoutNamespace);
  t.same(
    rendered({ namespace: { create: true } }),
    base,
    'and with the Namespace, which Helm cannot install',
  );
});

t.test('its switches do what uncommenting does', async (t) => {
  const switches: [string, RegExp, number, unknown?][] = [
    ['otherKinds', /^for STS_LIST_KIND/, 0],
    ['migrate', /^for migrating/, 0],
    ['prepull', /^for PREPULL/, 2],
    ['announce', /^for ANNOUNCE/, 0, '48h'],
    ['announceOnNamespaces', /^to announce/, 0],
  ];
  for (const [name, block, more, value = true] of switches) {
    const expected = uncommented(block).filter(({ kind }) => kind !== 'Namespace');
    t.notSame(expected, withoutNamespace, name);
    t.equal(expected.length, withoutNamespace.length + more, name);
    t.same(rendered({ [name]: value }), expected, name);
  }
});

t.test('other values arrive where they belong', async (t) => {
  const all = rendered(
    {
      image: { repository: 'example.com/p', tag: '9.9.9' },
      mode: 'execute',
      schedule: '0 2 * * 0',
      images: ['example.com/one', 'example.com/two'],
      settings: { TAGS: 'stable v2', STS_RESTART_WINDOW: 'Sun 02:00-06:00 Europe/Berlin' },
      login: null,
      env: [
        {
          name: 'JF_ACCESS_TOKEN',
          valueFrom: { secretKeyRef: { name: 'artifactory', key: 'access_token' } },
        },
      ],
      serviceAccount: { annotations: { 'azure.workload.identity/client-id': '1' } },
      podLabels: { 'azure.workload.identity/use': 'true' },
      imagePullSecrets: [{ name: 'regcred' }],
    },
    'elsewhere',
  );
  t.same(find(all, 'ConfigMap'), {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'patch-notebook-sts', namespace: 'elsewhere' },
    data: {
      TAGS: 'stable v2',
      STS_RESTART_WINDOW: 'Sun 02:00-06:00 Europe/Berlin',
      'images.txt': 'example.com/one\nexample.com/two\n',
    },
  });
  t.match(find(all, 'ClusterRoleBinding'), { subjects: [{ namespace: 'elsewhere' }] });
  t.match(find(all, 'ServiceAccount'), {
    metadata: { annotations: { 'azure.workload.identity/client-id': '1' } },
  });
  t.match(find(all, 'CronJob'), {
    spec: {
      schedule: '0 2 * * 0',
      jobTemplate: {
        spec: {
          template: {
            metadata: { labels: { 'azure.workload.identity/use': 'true' } },
            spec: {
              imagePullSecrets: [{ name: 'regcred' }],
              containers: [
                {
                  image: 'example.com/p:9.9.9',
                  args: ['execute'],
                  env: [{ name: 'WORKDIR' }, { name: 'IMAGES' }, { name: 'JF_ACCESS_TOKEN' }],
                },
              ],
            },
          },
        },
      },
    },
  });
});

t.test('the chart has the version of the package', async (t) => {
  const { version } = JSON.parse(text(`${ROOT}package.json`));
  t.match(parse(text(`${CHART}/Chart.yaml`)), {
    apiVersion: 'v2',
    name: 'patch-notebook-sts',
    version,
    appVersion: version,
  });
  t.match(values, { image: { tag: version } });
});

const noHelm = (await run('helm', ['version'])).code !== 0 && 'helm is not installed';

t.test('helm renders the same', { skip: noHelm }, async (t: Test) => {
  const template = ['template', 'patch-notebook-sts', CHART, '--namespace', 'patch-notebook-sts'];
  const HOME = t.testdir({});
  for (const settings of [
    {},
    { otherKinds: true },
    { migrate: true },
    { prepull: true },
    { announce: '48h' },
  ]) {
    const set = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    const { code, stdout, stderr } = await run('helm', [...template, ...set], { HOME });
    t.equal(code, 0, stderr);
    t.same(objects(stdout), rendered(settings));
  }
  t.match(await run('helm', ['lint', '--strict', CHART], { HOME }), { code: 0 });
});
