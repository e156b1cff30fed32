import { ContainerRow } from '@patch-notebook-sts/core/container-row';
import { ImageRow } from '@patch-notebook-sts/core/image-row';
import fc from 'fast-check';
import t from 'tap';
import { readContainers } from './containers.ts';
import { countLine, decide } from './decide.ts';
import { readImages } from './images.ts';

const digest = (n: number) => `sha256:${String(n).repeat(64)}`;
async function* located<T>(rows: readonly T[]) {
  for (const [i, row] of rows.entries()) yield { row, at: `line:${i + 1}` };
}
async function decideAll(containers: readonly object[], images: readonly object[]) {
  const index = await readImages(located(images.map((row) => ImageRow.parse(row))));
  const listed = await readContainers(located(containers.map((row) => ContainerRow.parse(row))));
  return listed.map((workload) => decide(workload, index));
}

const images = [
  { repository: 'app', tag: 'v1', digest: digest(1) },
  { repository: 'app', tag: 'v2', digest: null, error: 'timeout' },
];
const container = (name: string, tag: string, runs: number | undefined, pod = 'desk-0') => ({
  stsName: 'desk',
  namespace: 'bob',
  pod,
  image: { name, imageID: runs === undefined ? '' : `app@${digest(runs)}` },
  spec: { image: tag.includes('/') ? tag : `app:${tag}`, imagePullPolicy: 'Always' },
});

t.test('of several containers the most telling decision counts', async (t) => {
  const table: [object[], string][] = [
    [[container('a', 'v1', 1), container('b', 'v1', 0)], 'stale'],
    [[container('a', 'v2', 0), container('b', 'v1', 0)], 'stale'],
    [[container('a', 'v1', 1), container('b', 'v2', 0)], 'unknown-digest'],
    [[container('a', 'v1', 1), container('b', 'v9', 0)], 'other-tag'],
    [[container('a', 'v1', 1), container('b', 'v1', undefined)], 'not-running'],
    [[container('a', 'x/other', 1), container('b', 'v1', 1)], 'current'],
    [[container('a', 'x/other', 1)], 'untracked'],
  ];
  for (const [rows, decision] of table)
    t.match(await decideAll(rows, images), [{ decision: { decision } }], decision);
});

t.test('a workload restarts once, whatever its pods and containers', async (t) => {
  const rows = [
    container('a', 'v1', 0, 'desk-1'),
    container('a', 'v1', 0),
    container('b', 'v1', 1),
    container('c', 'v1', 0),
  ];
  const [{ restart } = {}] = await decideAll(rows, images);
  t.strictSame(restart, {
    stsName: 'desk',
    namespace: 'bob',
    kind: 'StatefulSet',
    action: 'restart',
    containers: ['a', 'c'].map((name) => ({ name, image: 'app:v1', running: digest(0), wanted: digest(1) })),
  });
});

t.test('a row without a namespace stays without one', async (t) => {
  const { namespace: _, ...row } = container('a', 'v1', 0);
  const [decided] = await decideAll([row], images);
  t.notOk('namespace' in (decided?.restart ?? {}));
});

t.test('countLine', async (t) => {
  const rows = await decideAll(
    [container('a', 'v1', 0), { ...container('a', 'v1', 1), stsName: 'lab' }],
    images,
  );
  t.equal(countLine(rows.map(({ decision }) => decision)), '2 workloads: 1 stale, 1 current');
  t.equal(countLine([]), '0 workloads');
});

// Small worlds, so that names, tags and digests collide often.
const anyContainer = fc
  .record({
    stsName: fc.constantFrom('desk', 'lab'),
    namespace: fc.constantFrom('alice', 'bob', undefined),
    kind: fc.constantFrom('StatefulSet', 'Deployment', undefined),
    pod: fc.constantFrom('x-0', 'x-1', undefined),
    name: fc.constantFrom('desk', 'proxy'),
    image: fc.constantFrom('app:v1', 'app:v2', 'app:v10', 'app', `app@${digest(1)}`, 'other:v1', 'No Image'),
    imagePullPolicy: fc.constantFrom('Always', 'IfNotPresent', undefined),
    imageID: fc.constantFrom(
      '',
      digest(1),
      digest(7),
      `app@${digest(1)}`,
      `app@${digest(2)}`,
      `x@${digest(3)}`,
      'junk',
    ),
  })
  .map(({ stsName, namespace, kind, pod, name, image, imagePullPolicy, imageID }) => ({
    stsName,
    namespace,
    kind,
    pod,
    image: { name, imageID },
    spec: { image, imagePullPolicy },
  }));
const anyImage = fc.record({
  repository: fc.constantFrom('app', 'other'),
  tag: fc.constantFrom('v1', 'v2', 'latest'),
  digest: fc.constantFrom(null, digest(1), digest(2), digest(4)),
  mediaType: fc.constantFrom(undefined, 'application/vnd.oci.image.index.v1+json'),
  platforms: fc.constantFrom(undefined, { 'linux/amd64': digest(3) }),
});
const containers = fc.uniqueArray(anyContainer, {
  maxLength: 8,
  selector: ({ stsName, namespace, kind = 'StatefulSet', pod, image }) =>
    JSON.stringify([stsName, namespace, kind, pod ?? Math.random(), image.name]),
});
const registry = fc.uniqueArray(anyImage, {
  maxLength: 5,
  selector: ({ repository, tag }) => `${repository}:${tag}`,
});

t.test('property: no row whose digest is unknown ever leads to a restart', async (t) => {
  await fc.assert(
    fc.asyncProperty(containers, registry, async (rows, images) => {
      const unknown = rows.map((row) => ({
        ...row,
        image: { ...row.image, imageID: row.image.imageID.replace(/^.*@/, '') },
      }));
      const unanswered = images.map((row) => ({ ...row, digest: null }));
      const restarts = async (c: object[], i: object[]) =>
        (await decideAll(c, i)).filter(({ restart }) => restart);
      return (
        (await restarts(unknown, images)).length === 0 && (await restarts(rows, unanswered)).length === 0
      );
    }),
  );
  t.pass('held');
});

t.test('property: neither the order of rows nor repeated ones change the result', async (t) => {
  await fc.assert(
    fc.asyncProperty(containers, registry, fc.infiniteStream(fc.nat()), async (rows, images, seed) => {
      const shuffled = [...rows, ...rows.slice(0, 3)]
        .map((row) => ({ row, key: seed.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ row }) => row);
      const once = JSON.stringify(await decideAll(rows, images));
      return once === JSON.stringify(await decideAll(shuffled, [...images.toReversed(), ...images]));
    }),
  );
  t.pass('held');
});
