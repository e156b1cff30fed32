import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { readImages } from '@patch-notebook-sts/core/rows/images';
import { type Workload, workloadId } from '@patch-notebook-sts/core/rows/workload';
import fc from 'fast-check';
import t from 'tap';
import { readContainers } from './containers.ts';
import { decide } from './decide.ts';
import type { Guards } from './guard.ts';
import type { Migration } from './migration.ts';
import { located } from './testing.ts';
import { workloadsOf } from './workloads.ts';

const digest = (n: number) => `sha256:${String(n).repeat(64)}`;
const now = Date.parse('2026-11-21T00:00:00Z');
const none: Guards = {
  now,
  idleForMs: undefined,
  unknownActivity: 'skip',
  forceAfterMs: undefined,
  activityRule: {},
  allowPullPolicy: false,
  hold: new Set(),
};
const nobody: Migration = { to: undefined, from: undefined, fixPullPolicy: false };
async function decideAll(
  containers: readonly object[],
  images: readonly object[],
  guards = none,
  migration = nobody,
) {
  const index = await readImages(located(images.map((row) => ImageRow.parse(row))));
  const listed = await readContainers(located(containers.map((row) => ContainerRow.parse(row))));
  return [...workloadsOf(listed.containers)].map((workload) => decide(workload, index, guards, migration));
}

/** A row as the next stage reads it. */
const asWritten = (row: object | undefined) => JSON.parse(JSON.stringify(row));

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
  t.strictSame(asWritten(restart), {
    stsName: 'desk',
    namespace: 'bob',
    kind: 'StatefulSet',
    action: 'restart',
    containers: ['a', 'c'].map((name) => ({ name, image: 'app:v1', running: digest(0), wanted: digest(1) })),
  });
});

t.test('what runs the wanted image and is not ready is current, and says so', async (t) => {
  const crashing = { ...container('a', 'v1', 1) };
  const image = { ...crashing.image, ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } };
  const told = async (restartedFor?: string) =>
    (await decideAll([{ ...crashing, image, restartedFor }], images)).map(({ decision, isBroken }) => ({
      ...decision,
      isBroken,
    }));
  const current = { decision: 'current', notReady: 'CrashLoopBackOff' };
  t.match(await told(), [
    { ...current, isBroken: false, reason: /which is v1, but is not ready: CrashLoopBackOff$/ },
  ]);
  t.match(await told(`docker.io/library/app:v1@${digest(1)}`), [
    {
      ...current,
      isBroken: true,
      reason: /not ready since it was restarted for that: CrashLoopBackOff$/,
    },
  ]);
  t.match(await told(`app:v1@${digest(0)}`), [{ ...current, isBroken: false }]);
});

t.test('a restart row passes the notebook on', async (t) => {
  const notebook = { lastActivity: '2026-11-20T22:10:00Z', stopped: null };
  const [decided] = await decideAll([{ ...container('a', 'v1', 0), notebook }], images);
  t.same(decided?.restart?.notebook, notebook);
  const [bare] = await decideAll([container('a', 'v1', 0)], images);
  t.notOk('notebook' in asWritten(bare?.restart));
});

t.test('what a node has to pull goes along, where it is known', async (t) => {
  const size = { 'linux/amd64': 5e9 };
  const sized = images.map((row) => ({ ...row, details: { size, revision: 'abc' } }));
  const [one] = await decideAll([container('a', 'v1', 0)], sized);
  t.match(asWritten(one?.restart).containers, [{ name: 'a', wanted: digest(1), details: { size } }]);
  t.notOk('revision' in asWritten(one?.restart).containers[0].details);
});

t.test('an unmoved container goes along, so that its digest stays noted', async (t) => {
  const unmoved = { ...container('a', 'v1', 0), restartedFor: `docker.io/library/app:v1@${digest(1)}` };
  t.match(await decideAll([unmoved], images), [{ decision: { decision: 'unmoved' }, restart: undefined }]);
  const three = [{ repository: 'app', tag: 'v3', digest: digest(3) }, ...images];
  const [decided] = await decideAll([unmoved, container('b', 'v3', 0), container('c', 'v3', 3)], three);
  t.equal(decided?.decision.decision, 'stale');
  t.same(
    decided?.restart?.containers.map(({ name, wanted }) => [name, wanted]),
    [
      ['a', digest(1)],
      ['b', digest(3)],
    ],
  );
});

t.test('a held digest keeps the whole pod where it is', async (t) => {
  const two = [{ repository: 'app', tag: 'v3', digest: digest(3) }, ...images];
  const guards = { ...none, hold: new Set([digest(3)]) };
  const table: [object[], string][] = [
    [[container('a', 'v3', 0)], 'held'],
    [[container('a', 'v1', 0), container('b', 'v3', 0)], 'held'],
    [[container('a', 'v1', 0), container('b', 'v3', undefined)], 'held'],
    [[container('a', 'v1', 0), container('b', 'v3', 3)], 'stale'],
    [[container('a', 'v1', 0)], 'stale'],
    [[container('a', 'v3', undefined)], 'not-running'],
  ];
  for (const [rows, decision] of table)
    t.match(await decideAll(rows, two, guards), [{ decision: { decision } }], JSON.stringify(rows));
});

t.test('a row without a namespace stays without one', async (t) => {
  const { namespace: _, ...row } = container('a', 'v1', 0);
  const [decided] = await decideAll([row], images);
  t.notOk('namespace' in asWritten(decided?.restart));
});

const toV1: Migration = { to: 'v1', from: undefined, fixPullPolicy: true };
const owner = { kind: 'Notebook', name: 'desk' };

t.test('one stale container and one to migrate make one row, so that it restarts once', async (t) => {
  const rows = [container('a', 'v1', 0), container('b', 'v9', 7)].map((row) => ({ ...row, owner }));
  const [decided] = await decideAll(rows, images, none, toV1);
  t.equal(decided?.decision.decision, 'stale');
  t.match(decided?.restart, {
    action: 'migrate',
    owner,
    containers: [
      { name: 'a', image: 'app:v1', to: 'app:v1', running: digest(0), wanted: digest(1) },
      { name: 'b', image: 'app:v9', to: 'app:v1', running: digest(7), wanted: digest(1) },
    ],
  });
  t.equal((await decideAll(rows, images))[0]?.restart?.action, 'restart', 'unless it is asked for');
});

t.test('a workload migrates alone, and is held back as a restart is', async (t) => {
  const row = { ...container('a', 'v9', undefined), notebook: { lastActivity: '2026-11-20T23:59:00Z' } };
  t.match(await decideAll([row], images, none, toV1), [
    { decision: { decision: 'migrate' }, restart: { action: 'migrate' } },
  ]);
  const busy = { ...none, idleForMs: 3_600_000 };
  t.match(await decideAll([row], images, busy, toV1), [
    { decision: { decision: 'busy' }, restart: undefined },
  ]);
  const held = { ...none, hold: new Set([digest(1)]) };
  t.match(await decideAll([row], images, held, toV1), [{ decision: { decision: 'held' } }]);
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
    startedAt: fc.constantFrom(undefined, '2026-11-01T00:00:00Z', '2026-11-20T23:50:00Z'),
    restartedFor: fc.constantFrom(undefined, `docker.io/library/app:v1@${digest(1)}`),
    optOut: fc.constantFrom(undefined, undefined, undefined, 'notebook', 'namespace'),
  })
  .map(({ name, image, imagePullPolicy, imageID, startedAt, ...row }) => ({
    ...row,
    image: { name, imageID, state: startedAt && { running: { startedAt } } },
    spec: { image, imagePullPolicy },
  }));
const anyNotebook = fc.constantFrom(
  undefined,
  { lastActivity: null, stopped: null },
  { lastActivity: '2026-11-20T23:50:00Z', stopped: null },
  { lastActivity: '2026-11-01T00:00:00Z', stopped: null },
  { lastActivity: '2026-11-01T00:00:00Z', stopped: null, serverType: 'group-one' },
  { lastActivity: null, stopped: '2026-11-01T00:00:00Z' },
);
const anyGuards: fc.Arbitrary<Guards> = fc.record({
  now: fc.constant(now),
  idleForMs: fc.constantFrom(undefined, 0, 3_600_000),
  unknownActivity: fc.constantFrom('restart', 'skip'),
  forceAfterMs: fc.constantFrom(undefined, 0, 86_400_000),
  activityRule: fc.constant({}),
  allowPullPolicy: fc.boolean(),
  hold: fc.constantFrom(new Set<string>(), new Set([digest(1)]), new Set([digest(3)])),
});
const anyMigration: fc.Arbitrary<Migration> = fc.record({
  to: fc.constantFrom(undefined, 'v1', 'v2', 'v10'),
  from: fc.constantFrom(undefined, '*', 'v??'),
  fixPullPolicy: fc.boolean(),
});
const anyImage = fc.record({
  repository: fc.constantFrom('app', 'other'),
  tag: fc.constantFrom('v1', 'v2', 'latest'),
  digest: fc.constantFrom(null, digest(1), digest(2), digest(4)),
  mediaType: fc.constantFrom(undefined, 'application/vnd.oci.image.index.v1+json'),
  platforms: fc.constantFrom(undefined, { 'linux/amd64': digest(3) }),
});
const containers = fc
  .tuple(
    fc.uniqueArray(anyContainer, {
      maxLength: 8,
      selector: ({ pod, image, ...row }) =>
        JSON.stringify([workloadId(row as Workload), pod ?? Math.random(), image.name]),
    }),
    fc.array(anyNotebook, { minLength: 12, maxLength: 12 }),
  )
  // Rows of one workload agree about its notebook, or they would be refused.
  .map(([rows, notebooks]) => {
    const keys = [...new Set(rows.map((row) => workloadId(row as Workload)))];
    return rows.map((row) => ({ ...row, notebook: notebooks[keys.indexOf(workloadId(row as Workload))] }));
  });
const registry = fc.uniqueArray(anyImage, {
  maxLength: 5,
  selector: ({ repository, tag }) => `${repository}:${tag}`,
});

/** The inputs of every property. */
const world = [containers, registry, anyGuards, anyMigration] as const;

const HOUR = 3_600_000;
const announcement = {
  plannedFor: '2026-11-20T23:00:00Z',
  digests: `docker.io/library/app:v1@${digest(1)}`,
  announcedAt: '2026-11-19T00:00:00Z',
};
const notice = { ms: 48 * HOUR, text: '48h' };

t.test('a restart waits for its announcement, and for its date', async (t) => {
  const stale = container('a', 'v1', 0);
  const later = { ...announcement, plannedFor: '2026-11-21T01:00:00Z' };
  const table: [object, string, RegExp][] = [
    [{}, 'not-announced', /^container a .*; its restart is not announced$/],
    [{ announcement }, 'stale', /^container a/],
    [
      { announcement: later },
      'announced',
      /; it restarts on 2026-11-21T01:00:00Z unless its owner opts out$/,
    ],
    [
      { announcement: { ...announcement, announcedAt: '2026-11-19T01:00:00Z' } },
      'announced',
      /restarts in 1 h/,
    ],
    [{ announcement: { ...announcement, digests: 'app:v1' } }, 'not-announced', /another digest/],
    [{ optOut: 'notebook' }, 'opted-out', /asks for no restarts/],
  ];
  for (const [facts, decision, reason] of table) {
    const [result] = await decideAll([{ ...stale, ...facts }], images, { ...none, notice });
    t.match(result?.decision, { decision, reason });
    t.equal(result?.restart !== undefined, decision === 'stale');
    t.equal(result?.waiting !== undefined, /announced/.test(decision), 'what sts-announce is told');
    t.equal((result?.restart ?? result?.waiting)?.announced, decision === 'opted-out' ? undefined : '48h');
  }
  const [unasked] = await decideAll([stale], images);
  t.match(unasked, { decision: { decision: 'stale' }, restart: { announced: undefined } });
});

t.test('who is always at work is told too, and spared on the day', async (t) => {
  const notebook = { lastActivity: '2026-11-20T23:59:00Z', stopped: null };
  const busy = { ...container('a', 'v1', 0), notebook };
  const guards = { ...none, notice, idleForMs: HOUR };
  t.match(await decideAll([busy], images, guards), [{ decision: { decision: 'not-announced' } }]);
  t.match(await decideAll([{ ...busy, announcement }], images, guards), [{ decision: { decision: 'busy' } }]);
});

t.test('of two containers, what is announced has to be for both', async (t) => {
  const both = [container('a', 'v1', 0), container('b', 'v3', 0)].map((one) => ({ ...one, announcement }));
  const two = [...images, { repository: 'app', tag: 'v3', digest: digest(3) }];
  t.match(await decideAll(both, two, { ...none, notice }), [{ decision: { decision: 'not-announced' } }]);
});

t.test('property: no row whose digest is unknown ever leads to a restart', async (t) => {
  await fc.assert(
    fc.asyncProperty(...world, async (rows, images, guards, migration) => {
      const unknown = rows.map((row) => ({
        ...row,
        image: { ...row.image, imageID: row.image.imageID.replace(/^.*@/, '') },
      }));
      const unanswered = images.map((row) => ({ ...row, digest: null }));
      const restarts = async (c: object[], i: object[]) =>
        (await decideAll(c, i, guards, migration)).flatMap(({ restart }) => restart ?? []);
      // A migration replaces whatever runs, but never onto what isn't known.
      const migrations = await restarts(unknown, images);
      const answers = new Set(images.map(({ digest }) => digest));
      return (
        migrations.every(
          ({ action, containers }) =>
            action === 'migrate' && containers.every(({ wanted }) => answers.has(wanted ?? null)),
        ) && (await restarts(rows, unanswered)).length === 0
      );
    }),
  );
  t.pass('held');
});

t.test('property: neither the order of rows nor repeated ones change the result', async (t) => {
  await fc.assert(
    fc.asyncProperty(...world, fc.infiniteStream(fc.nat()), async (rows, images, guards, migration, seed) => {
      const shuffled = [...rows, ...rows.slice(0, 3)]
        .map((row) => ({ row, key: seed.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ row }) => row);
      const once = await decideAll(rows, images, guards, migration);
      const again = await decideAll(shuffled, [...images.toReversed(), ...images], guards, migration);
      return JSON.stringify(once) === JSON.stringify(again);
    }),
  );
  t.pass('held');
});

t.test(
  'property: a workload that opted out never restarts or migrates, whatever else is asked',
  async (t) => {
    await fc.assert(
      fc.asyncProperty(...world, async (rows, images, guards, migration) => {
        const optedOut = new Set(
          rows.filter(({ optOut }) => optOut).map((row) => workloadId(row as Workload)),
        );
        const decided = await decideAll(rows, images, guards, migration);
        return decided.every(({ restart }) => restart === undefined || !optedOut.has(workloadId(restart)));
      }),
    );
    t.pass('held');
  },
);

t.test('property: nothing pinned is ever changed, and nothing that was not asked for', async (t) => {
  await fc.assert(
    fc.asyncProperty(...world, async (rows, images, guards, migration) => {
      const decided = await decideAll(rows, images, guards, migration);
      return decided.every(({ restart }) =>
        (restart?.containers ?? []).every((one) => {
          if (one.image.includes('@')) return false;
          const { to = one.image, imagePullPolicy } = one;
          return (
            (to === one.image || (migration.to !== undefined && String(to).endsWith(`:${migration.to}`))) &&
            (imagePullPolicy === undefined || migration.fixPullPolicy)
          );
        }),
      );
    }),
  );
  t.pass('held');
});

t.test('property: nobody restarts onto a held digest, and guards only ever hold back', async (t) => {
  await fc.assert(
    fc.asyncProperty(...world, async (rows, images, guards, migration) => {
      const free = { ...none, allowPullPolicy: true };
      const restarts = async (guards: Guards) =>
        (await decideAll(rows, images, guards, migration)).flatMap(({ restart }) => restart ?? []);
      const [guarded, all] = [await restarts(guards), (await restarts(free)).map(workloadId)];
      return guarded.every(
        (row) =>
          all.includes(workloadId(row)) &&
          row.containers.every(({ wanted = '' }) => !guards.hold.has(wanted)),
      );
    }),
  );
  t.pass('held');
});
