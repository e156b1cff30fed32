import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import type { NotebookFacts } from '@patch-notebook-sts/core/rows/notebook-facts';
import t from 'tap';
import type { Verdict } from './compare-container.ts';
import type { Container } from './containers.ts';
import { findHeld, type Guards, guard } from './guard.ts';
import type { ListedWorkload } from './workloads.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const DAY = 86_400_000;
const none: Guards = {
  now: Date.parse('2026-11-21T00:00:00Z'),
  idleForMs: undefined,
  unknownActivity: 'skip',
  forceAfterMs: undefined,
  activityRule: {},
  allowPullPolicy: false,
  hold: new Set(),
};
const container: Container = {
  file: '1.txt',
  line: 1,
  pod: 'desk-0',
  name: 'desk',
  image: 'app:v1',
  imagePullPolicy: 'Always',
  imageID: `app@${digest('0')}`,
  startedAt: '2026-11-10T00:00:00Z',
  notReady: undefined,
  restartedFor: undefined,
};
const stale: Verdict = {
  decision: 'stale',
  reason: 'container desk is stale',
  target: ImageRow.parse({ repository: 'app', tag: 'v1', digest: digest('1') }),
  stale: { name: 'desk', image: 'app:v1', running: digest('0'), wanted: digest('1') },
};
const idle = { lastActivity: '2026-11-20T00:00:00Z' };
const busy = { lastActivity: '2026-11-20T23:59:00Z' };

interface Case {
  container?: Partial<Container>;
  listed?: Partial<ListedWorkload>;
  guards?: Partial<Guards>;
}
const ask = ({ container: more, listed = {}, guards = {} }: Case, verdict = stale) => {
  const compared = { container: { ...container, ...more }, verdict };
  const all = { ...none, ...guards };
  const workload = { notebook: undefined, optOut: undefined, ...listed };
  return guard(compared, workload, findHeld([compared], all), all);
};

t.test('each guard, with its reason', async (t) => {
  const restartedFor = `docker.io/library/app:v1@${digest('1')}`;
  const table: [string, Case, string, RegExp][] = [
    ['nothing speaks against it', {}, 'stale', /^container desk is stale$/],
    ['its Notebook', { listed: { optOut: 'notebook' } }, 'opted-out', /; its notebook asks for no restarts$/],
    ['its namespace', { listed: { optOut: 'namespace' } }, 'opted-out', /; its namespace asks/],
    [
      'a held digest',
      { guards: { hold: new Set([digest('1')]) } },
      'held',
      /bring it onto sha256:1{12}, which is/,
    ],
    [
      'a young image',
      { guards: { age: { minAgeMs: DAY, unknownAge: 'skip', seenAt: () => none.now } } },
      'too-new',
      /onto sha256:1{12}, which was first seen there at .*, less than 1 d ago$/,
    ],
    [
      'an image of unknown age',
      { guards: { age: { minAgeMs: DAY, unknownAge: 'skip' } } },
      'too-new',
      /onto sha256:1{12}, whose age is not known$/,
    ],
    [
      'let through',
      { guards: { age: { minAgeMs: DAY, unknownAge: 'restart' } } },
      'stale',
      /^container desk is stale$/,
    ],
    ['not known to be older', { guards: { noOlder: true } }, 'stale', /^container desk is stale$/],
    [
      'without its partner',
      { guards: { whyUnpaired: () => 'which is not paired with worker:v1: why' } },
      'unpaired',
      /^container desk is stale; a restart would bring it onto sha256:1{12}, which is not paired with worker:v1: why$/,
    ],
    ['with its partner', { guards: { whyUnpaired: () => undefined } }, 'stale', /^container desk is stale$/],
    ['another held digest', { guards: { hold: new Set([digest('0')]) } }, 'stale', /./],
    ['not pulled', { container: { imagePullPolicy: 'IfNotPresent' } }, 'pull-policy', /is IfNotPresent, so/],
    [
      'allowed all the same',
      { container: { imagePullPolicy: 'Never' }, guards: { allowPullPolicy: true } },
      'stale',
      /./,
    ],
    [
      'no policy known, as in the original’s rows',
      { container: { imagePullPolicy: undefined } },
      'stale',
      /./,
    ],
    ['restarted before', { container: { restartedFor } }, 'unmoved', /restarted for that digest before/],
    ['among others', { container: { restartedFor: `a:v1@${digest('1')},${restartedFor}` } }, 'unmoved', /./],
    ['for an older digest', { container: { restartedFor: restartedFor.replaceAll('1', '2') } }, 'stale', /./],
    ['for a like name', { container: { restartedFor: `x/${restartedFor}` } }, 'stale', /./],
    [
      'idle',
      { listed: { notebook: idle }, guards: { idleForMs: DAY } },
      'stale',
      /^container desk is stale$/,
    ],
    [
      'busy',
      { listed: { notebook: busy }, guards: { idleForMs: DAY } },
      'busy',
      /; its notebook was active at/,
    ],
    ['busy, and nobody asks', { listed: { notebook: busy } }, 'stale', /./],
    ['unknown', { guards: { idleForMs: DAY } }, 'activity-unknown', /; nothing is known/],
    ['unknown is taken for idle', { guards: { idleForMs: DAY, unknownActivity: 'restart' } }, 'stale', /./],
    [
      'busy is not',
      { listed: { notebook: busy }, guards: { idleForMs: DAY, unknownActivity: 'restart' } },
      'busy',
      /./,
    ],
  ];
  for (const [what, given, decision, reason] of table) t.match(ask(given), { decision, reason }, what);
});

t.test('what has run too long restarts even when busy', async (t) => {
  const forced = (forceAfterMs: number, more: Partial<Container> = {}, notebook: NotebookFacts = busy) =>
    ask({ container: more, listed: { notebook }, guards: { idleForMs: DAY, forceAfterMs } });
  t.match(forced(10 * DAY), {
    decision: 'stale',
    reason: /active at .*, but it has run since 2026-11-10T00:00:00Z/,
  });
  t.equal(forced(11 * DAY).decision, 'busy', 'exactly that long is not longer');
  t.equal(forced(10 * DAY, {}, { lastActivity: null }).decision, 'stale', 'of unknown activity too');
  t.equal(forced(0, { startedAt: undefined }).decision, 'busy', 'since when is unknown');
  t.equal(forced(0, { imagePullPolicy: 'Never' }).decision, 'pull-policy', 'the other guards stand');
});

t.test('the guards are asked in order', async (t) => {
  const all = {
    container: { imagePullPolicy: 'Never', restartedFor: `docker.io/library/app:v1@${digest('1')}` },
    guards: { hold: new Set([digest('1')]), idleForMs: DAY },
  };
  t.equal(ask({ ...all, listed: { optOut: 'namespace', notebook: busy } }).decision, 'opted-out');
  t.equal(ask(all).decision, 'held');
  const free = { ...all, guards: { idleForMs: DAY } };
  t.equal(ask(free).decision, 'pull-policy');
  t.equal(ask({ ...free, guards: { idleForMs: DAY, allowPullPolicy: true } }).decision, 'unmoved');
});

t.test('only what is stale is asked about', async (t) => {
  const current: Verdict = { decision: 'current', reason: 'container desk is current' };
  t.equal(ask({ listed: { optOut: 'notebook' } }, current), current);
});

t.test('findHeld', async (t) => {
  const target = ImageRow.parse({
    repository: 'app',
    tag: 'v2',
    digest: digest('2'),
    platforms: { 'linux/amd64': digest('3') },
  });
  const of = (decision: Verdict['decision'], hold: string) =>
    findHeld([{ container, verdict: { decision, reason: '', target } }], { ...none, hold: new Set([hold]) });
  const held = (digest: string) => ({ name: 'desk', decision: 'held', digest, why: 'which is held' });
  t.same(of('stale', digest('2')), held(digest('2')));
  t.same(of('stale', digest('3')), held(digest('3')), 'a platform of the index');
  t.same(of('not-running', digest('2')), held(digest('2')));
  t.same(of('unknown-digest', digest('2')), held(digest('2')));
  t.equal(of('current', digest('2')), undefined, 'who runs it already is not moved');
  t.equal(of('stale', digest('4')), undefined);
  const other: Verdict = { decision: 'not-running', reason: '', target };
  const both = [
    { container, verdict: stale },
    { container: { ...container, name: 'proxy' }, verdict: other },
  ];
  t.match(
    guard(
      { container, verdict: stale },
      { notebook: undefined, optOut: undefined },
      findHeld(both, { ...none, hold: new Set([digest('2')]) }),
      none,
    ),
    { decision: 'held', reason: /bring container proxy onto sha256:2{12}/ },
  );
});

t.test('a migration is asked about too, but pulls a reference that is new', async (t) => {
  const change = { name: 'desk', image: 'app:c5b7982c', to: 'app:v1', wanted: digest('1') };
  const { target } = stale;
  const verdict: Verdict = { decision: 'migrate', reason: 'it moves', ...(target && { target }), change };
  const restartedFor = `docker.io/library/app:v1@${digest('1')}`;
  const table: [string, Case, string][] = [
    ['nothing speaks against it', {}, 'migrate'],
    ['opted out', { listed: { optOut: 'notebook' } }, 'opted-out'],
    ['held', { guards: { hold: new Set([digest('1')]) } }, 'held'],
    ['pulled if not present', { container: { imagePullPolicy: 'IfNotPresent' } }, 'migrate'],
    ['never pulled', { container: { imagePullPolicy: 'Never' } }, 'pull-policy'],
    ['an earlier restart was another change', { container: { restartedFor } }, 'migrate'],
    ['busy', { listed: { notebook: busy }, guards: { idleForMs: DAY } }, 'busy'],
    ['unknown', { guards: { idleForMs: DAY } }, 'activity-unknown'],
    ['too long', { listed: { notebook: busy }, guards: { idleForMs: DAY, forceAfterMs: DAY } }, 'migrate'],
  ];
  for (const [what, given, decision] of table) t.equal(ask(given, verdict).decision, decision, what);
  const fixed = { ...verdict, change: { ...change, imagePullPolicy: 'Always' as const } };
  t.equal(ask({ container: { imagePullPolicy: 'Never' } }, fixed).decision, 'migrate', 'it is being fixed');
});

t.test('a tag that was moved back', async (t) => {
  const target = ImageRow.parse({
    repository: 'app',
    tag: 'v1',
    digest: digest('1'),
    details: { created: '2026-11-01T00:00:00Z' },
    running: [{ digest: digest('0'), details: { created: '2026-11-10T00:00:00Z' } }],
  });
  const reason = /onto sha256:1{12}, which was created at 2026-11-01T.*, before what runs/;
  t.match(ask({ guards: { noOlder: true } }, { ...stale, target }), { decision: 'older', reason });
  t.equal(ask({}, { ...stale, target }).decision, 'stale', 'only where that is asked for');
});
