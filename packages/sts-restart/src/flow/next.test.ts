import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import fc from 'fast-check';
import t from 'tap';
import { PodState } from '../live/pod-state.ts';
import type { Snapshot } from '../live/present.ts';
import { WorkloadState } from '../live/workload-state.ts';
import type { PlannedWave } from '../plan/waves.ts';
import { digest } from '../testing.ts';
import { next } from './next.ts';
import { type FlowAction, type FlowEvent, initialState, type Policy } from './state.ts';

const AT = '2026-11-21T00:30:00.000Z';
/** `a-ann` is in namespace `ann`, and `a` is in `bob`. */
const namespaceOf = (name: string) => name.split('-')[1] ?? 'bob';
const row = (name: string): RestartRow => ({
  stsName: name,
  namespace: namespaceOf(name),
  action: 'restart',
  containers: [{ name, image: 'a:v1', running: digest('0'), wanted: digest('1') }],
});
const idOf = (name: string) => `${namespaceOf(name)}/${name}/StatefulSet`;

/** A workload after its restart: its pod is missing, starting, in trouble, or ready. */
function snapshot(
  name: string,
  is: 'missing' | 'starting' | 'trouble' | 'ready' | 'gone' | 'stopped',
): Snapshot {
  if (is === 'gone') return { pods: [] };
  const annotations = { 'kubectl.kubernetes.io/restartedAt': AT };
  const ready = is === 'ready' ? 1 : 0;
  const workload = WorkloadState.parse({
    metadata: { name, namespace: namespaceOf(name), generation: 2 },
    spec: {
      replicas: is === 'stopped' ? 0 : 1,
      template: { metadata: { annotations }, spec: { containers: [{ name, image: 'a:v1' }] } },
    },
    status: { observedGeneration: 2, replicas: 1, updatedReplicas: 1, readyReplicas: ready },
  });
  if (is === 'missing' || is === 'stopped') return { workload, pods: [] };
  const waiting =
    is === 'trouble' ? { reason: 'ErrImagePull', message: 'no route' } : { reason: 'ContainerCreating' };
  const pod = PodState.parse({
    metadata: { name: `${name}-0`, namespace: namespaceOf(name), annotations },
    spec: { containers: [{ name, image: 'a:v1' }] },
    status: {
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [
        {
          name,
          imageID: ready ? `a@${digest('1')}` : '',
          state: ready ? { running: {} } : { waiting },
        },
      ],
    },
  });
  return { workload, pods: [pod] };
}

/** The workload just before its patch. */
function listed(name: string): Snapshot {
  const { workload, pods } = snapshot(name, 'missing');
  if (workload !== undefined) workload.metadata.generation = 1;
  return { workload, pods };
}

const POLICY: Policy = {
  batch: 2,
  pauseMs: 0,
  waitMs: 60_000,
  troubleMs: 10_000,
  soakMs: 0,
  maxFailures: { count: 1 },
};

/** A flow with a clock that only the test moves, and all that it has decided so far. */
function flow(
  waves: readonly PlannedWave[],
  policy: Partial<Policy> = {},
  earlier: Parameters<typeof initialState>[2] = { outcomes: 0, failures: new Map() },
) {
  let state = initialState(waves, { ...POLICY, ...policy }, earlier);
  const now = { ms: 0, windowOpen: true };
  const actions: FlowAction[] = [];
  let wakeAt: number | undefined;
  const send = (event: FlowEvent) => {
    const step = next(state, event, { ...now });
    ({ state, wakeAt } = step);
    actions.push(...step.actions);
    return step.actions;
  };
  const of = <T extends FlowAction['type']>(type: T) =>
    actions.filter((action): action is Extract<FlowAction, { type: T }> => action.type === type);
  return {
    now,
    send,
    of,
    state: () => state,
    wakeAt: () => wakeAt,
    tick: (ms: number) => {
      now.ms = ms;
      return send({ type: 'tick' });
    },
    started: (...names: string[]) =>
      send({
        type: 'started',
        results: names.map((name) => ({
          state: 'restarted',
          row: row(name),
          startedAt: AT,
          generation: 2,
          before: listed(name),
        })),
      }),
    seen: (name: string, is: Parameters<typeof snapshot>[1]) =>
      send({ type: 'seen', id: idOf(name), snapshot: snapshot(name, is) }),
    confirmed: (name: string, is: Parameters<typeof snapshot>[1], events?: string) =>
      send({ type: 'confirmed', id: idOf(name), snapshot: snapshot(name, is), events }),
    outcomes: () =>
      of('settle').map(
        ({ row, result }) => `${row.stsName} ${result.outcome}${result.reason ? `: ${result.reason}` : ''}`,
      ),
    groups: () => of('start').map(({ rows }) => rows.map(({ stsName }) => stsName).join('+')),
  };
}
const waveOf = (...names: string[]): PlannedWave => ({ name: 'rest', rows: names.map(row) });

t.test('a place that is free is filled at once, whoever else is not ready', async (t) => {
  const run = flow([waveOf('a', 'b', 'c', 'd')]);
  run.tick(0);
  t.same(run.groups(), ['a+b']);
  run.started('a', 'b');
  t.same(run.groups(), ['a+b'], 'no place is free');
  run.seen('b', 'ready');
  t.same(run.outcomes(), ['b verified']);
  t.same(run.groups(), ['a+b', 'c']);
  run.started('c');
  run.seen('c', 'ready');
  t.same(run.groups(), ['a+b', 'c', 'd'], 'a hangs, and takes one place');
});

t.test('between two groups lies the pause', async (t) => {
  const run = flow([waveOf('a', 'b', 'c')], { pauseMs: 5000 });
  run.tick(0);
  run.started('a', 'b');
  run.now.ms = 1000;
  run.seen('a', 'ready');
  t.same([run.groups(), run.wakeAt()], [['a+b'], 5000]);
  run.tick(5000);
  t.same(run.groups(), ['a+b', 'c']);
});

t.test('each waits from its own start, and fails only if it is read again and still not ready', async (t) => {
  const run = flow([waveOf('a', 'b')]);
  run.tick(0);
  run.now.ms = 3000;
  run.started('a', 'b');
  run.seen('a', 'missing');
  run.seen('b', 'missing');
  t.equal(run.wakeAt(), 63_000);
  run.tick(63_000);
  t.same(
    run.of('confirm').map(({ id }) => id),
    [idOf('a'), idOf('b')],
  );
  run.tick(64_000);
  t.equal(run.of('confirm').length, 2, 'asked once');
  run.confirmed('a', 'ready');
  run.confirmed('b', 'missing', 'FailedCreate: exceeded quota');
  t.same(run.outcomes(), [
    'a verified',
    'b failed: not ready after 1 min: it has no new pod yet: FailedCreate: exceeded quota',
  ]);
  t.match(run.of('end'), [{ stopped: undefined }]);
});

t.test('no place is filled while a failure is being confirmed: it may stop the run', async (t) => {
  const run = flow([waveOf('a', 'b', 'c', 'd')], { maxFailures: { count: 0 } });
  run.tick(0);
  run.started('a', 'b');
  run.tick(60_000);
  run.confirmed('a', 'missing');
  t.same(run.groups(), ['a+b']);
  run.confirmed('b', 'ready');
  t.match(run.outcomes().slice(-2), [/^c not-attempted: 1 restarts failed/, /^d not-attempted/]);
  t.match(run.of('end'), [{ stopped: /1 restarts failed, more than --max-failures/ }]);
});

t.test('trouble that lasts is a failure, and trouble that passes is none', async (t) => {
  const run = flow([waveOf('a', 'b')]);
  run.tick(0);
  run.started('a', 'b');
  run.seen('a', 'trouble');
  run.seen('b', 'trouble');
  t.equal(run.wakeAt(), 10_000);
  run.now.ms = 6000;
  run.seen('b', 'ready');
  run.tick(10_000);
  t.same(
    run.of('confirm').map(({ id }) => id),
    [idOf('a')],
  );
  run.confirmed('a', 'trouble');
  t.same(run.outcomes(), ['b verified', 'a failed: container a of pod a-0: ErrImagePull: no route']);
});

t.test('a failure that is not there any more when it is read again is none', async (t) => {
  const run = flow([waveOf('a')]);
  run.tick(0);
  run.started('a');
  run.seen('a', 'trouble');
  run.tick(10_000);
  run.confirmed('a', 'starting');
  t.same(run.outcomes(), []);
  t.equal(run.wakeAt(), 60_000);
  run.seen('a', 'ready');
  t.same(run.outcomes(), ['a verified']);
});

t.test('what can’t be read is failed at the end of its time, and not before', async (t) => {
  const run = flow([waveOf('a')]);
  run.tick(0);
  run.started('a');
  run.seen('a', 'trouble');
  run.tick(10_000);
  run.send({ type: 'unconfirmed', id: idOf('a'), failure: 'no route' });
  t.same(run.outcomes(), []);
  run.tick(60_000);
  run.send({ type: 'unconfirmed', id: idOf('a'), failure: 'no route' });
  t.same(run.outcomes(), ["a failed: not ready after 1 min: it can't be read: no route"]);
});

t.test('what the user does meanwhile settles it at once, and is no failure', async (t) => {
  const run = flow([waveOf('a', 'b')]);
  run.tick(0);
  run.started('a', 'b');
  run.seen('a', 'missing');
  run.seen('a', 'stopped');
  run.seen('b', 'missing');
  run.seen('b', 'gone');
  t.match(run.outcomes(), [/^a restarted: it was scaled to 0 meanwhile/, /^b skipped: it was deleted/]);
});

t.test(
  'a pod that is deleted because it stood in the way is told, also when the new one is ready first',
  async (t) => {
    const migrated: RestartRow = {
      ...row('a'),
      action: 'migrate',
      containers: [{ name: 'a', image: 'a:old', to: 'a:v1', running: digest('0'), wanted: digest('1') }],
    };
    const stuck = snapshot('a', 'trouble');
    for (const { spec } of stuck.pods) for (const container of spec.containers) container.image = 'a:old';
    const begin = () => {
      const run = flow([{ name: '1', rows: [migrated] }]);
      run.tick(0);
      const started = {
        state: 'restarted',
        row: migrated,
        startedAt: AT,
        generation: 2,
        before: stuck,
      } as const;
      run.send({ type: 'started', results: [started] });
      t.match(run.of('delete-pods'), [{ pods: [{ metadata: { name: 'a-0' } }] }]);
      run.seen('a', 'ready');
      t.same(run.outcomes(), []);
      return run;
    };
    const run = begin();
    run.send({ type: 'deleted', id: idOf('a'), note: 'deleted a-0' });
    t.same(run.outcomes(), ['a verified: deleted a-0']);
    const unanswered = begin();
    unanswered.tick(60_000);
    t.match(unanswered.outcomes(), [/^a verified/], 'no longer than it may take');
    const interrupted = begin();
    interrupted.send({ type: 'interrupted' });
    t.match(interrupted.outcomes(), [/^a verified/]);
  },
);

t.test('a wave begins when all of the one before are settled, after the soak', async (t) => {
  const waves = [
    { name: 'first', rows: [row('a')] },
    { name: 'rest', rows: [row('b')] },
  ];
  const run = flow(waves, { soakMs: 30_000 });
  run.tick(0);
  run.started('a');
  t.same(run.groups(), ['a'], 'a place is free, and the wave is not at its end');
  run.now.ms = 1000;
  run.seen('a', 'ready');
  t.match(run.of('soak'), [{ wave: 'rest', ms: 30_000 }]);
  t.same([run.groups(), run.wakeAt()], [['a'], 31_000]);
  run.tick(31_000);
  t.same(run.groups(), ['a', 'b']);
});

t.test('a wave that failed as a whole stops the run', async (t) => {
  const run = flow([{ name: 'canary', rows: [row('a')] }, waveOf('b', 'c')]);
  run.tick(0);
  run.started('a');
  run.tick(60_000);
  run.confirmed('a', 'missing');
  t.match(run.outcomes().slice(1), [/^b not-attempted: everything in wave canary failed$/, /^c/]);
});

t.test(
  'what a killed run has begun is no trial: its failure stops nothing, and no soak follows',
  async (t) => {
    const run = flow([{ name: 'resumed', rows: [row('a')], isResumed: true }, waveOf('b')], {
      soakMs: 30_000,
    });
    run.tick(0);
    run.started('a');
    run.tick(60_000);
    run.confirmed('a', 'missing');
    t.same(run.groups(), ['a', 'b']);
  },
);

t.test('outside the window nothing starts', async (t) => {
  const run = flow([waveOf('a', 'b', 'c')]);
  run.tick(0);
  run.started('a', 'b');
  run.now.windowOpen = false;
  run.seen('a', 'ready');
  t.same(run.outcomes(), ['a verified', 'c not-attempted: outside the --window']);
  t.equal(run.of('end').length, 0, 'b is awaited all the same');
  run.seen('b', 'ready');
  t.match(run.of('end'), [{ stopped: 'outside the --window' }]);
});

t.test('failures of the run that is resumed count', async (t) => {
  const run = flow(
    [waveOf('a')],
    {},
    {
      outcomes: 5,
      failures: new Map([
        ['ann', 1],
        ['eve', 1],
      ]),
    },
  );
  run.tick(0);
  t.match(run.outcomes(), [/^a not-attempted: 2 restarts failed/]);
});

t.test('failures of one namespace stop that one, and no other', async (t) => {
  const names = ['a-eve', 'b-eve', 'c-eve', 'd-ann', 'e-eve', 'f-bob'];
  const run = flow([waveOf(...names)]);
  run.tick(0);
  run.started('a-eve', 'b-eve');
  run.tick(60_000);
  run.confirmed('a-eve', 'missing');
  t.same(run.groups(), ['a-eve+b-eve'], 'one may fail, and the other is being confirmed');
  run.confirmed('b-eve', 'missing');
  t.same(run.groups(), ['a-eve+b-eve', 'd-ann+f-bob']);
  const reason = '2 restarts failed in namespace eve, more than --max-failures';
  t.same(run.outcomes().slice(2), [`c-eve not-attempted: ${reason}`, `e-eve not-attempted: ${reason}`]);
  run.started('d-ann', 'f-bob');
  run.seen('d-ann', 'ready');
  run.seen('f-bob', 'ready');
  t.match(run.of('end'), [{ stopped: reason }]);
});

t.test('a namespace that was left counts as one failure for the others', async (t) => {
  const run = flow([waveOf('a-eve', 'b-eve', 'c-ann', 'd-bob')], { batch: 1 });
  for (const name of ['a-eve', 'b-eve', 'c-ann']) {
    run.tick(run.now.ms);
    run.started(name);
    run.tick(run.now.ms + 60_000);
    run.confirmed(name, 'missing');
  }
  const reason = /3 restarts failed, more than --max-failures even if the 2 in namespace eve count as one/;
  t.match(run.outcomes().at(-1), /^d-bob not-attempted: /);
  t.match(run.outcomes().at(-1), reason);
  t.match(run.of('end'), [{ stopped: reason }]);
});

t.test('property: whatever one tenant’s workloads do, those of the others are all restarted', async () => {
  const tenants = fc.array(fc.constantFrom('eve', 'ann', 'bob', 'joe'), { minLength: 1, maxLength: 24 });
  fc.assert(
    fc.property(
      tenants,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      (list, batch, count) => {
        const names = list.map((namespace, i) => `n${i}-${namespace}`);
        const run = flow([waveOf(...names)], { batch, maxFailures: { count } });
        run.tick(0);
        while (!run.state().ended) {
          const begun = run.state().starting.map(({ stsName }) => stsName);
          if (begun.length > 0) run.started(...begun);
          for (const name of begun.filter((name) => !name.endsWith('-eve'))) run.seen(name, 'ready');
          for (const [, { row, confirming }] of run.state().watched)
            if (confirming) run.confirmed(row.stsName, 'missing');
          run.tick(Math.max(run.now.ms, run.wakeAt() ?? run.now.ms));
        }
        const of = (outcome: string) =>
          run
            .of('settle')
            .filter(({ result }) => result.outcome === outcome)
            .map(({ row }) => row.namespace);
        const others = list.filter((namespace) => namespace !== 'eve');
        const failed = of('failed').length;
        return (
          of('verified').length === others.length &&
          of('not-attempted').every((namespace) => namespace === 'eve') &&
          failed <= count + batch
        );
      },
    ),
  );
});

t.test('an interrupt settles what is watched, and what is being started when that is known', async (t) => {
  const run = flow([waveOf('a', 'b', 'c')], { batch: 3 });
  run.tick(0);
  run.started('a');
  run.seen('a', 'missing');
  run.send({ type: 'interrupted' });
  t.match(run.outcomes(), [/^a restarted: not verified, interrupted: it has no new pod yet/]);

  const late = flow([waveOf('a', 'b')], { batch: 1 });
  late.tick(0);
  late.send({ type: 'interrupted' });
  t.same(late.outcomes(), ['b not-attempted: the run was interrupted']);
  t.equal(late.of('end').length, 0, 'the start of a is under way');
  late.started('a');
  t.match(late.outcomes()[1], /^a restarted: not verified, interrupted/);
  t.equal(late.of('end').length, 1);
});

t.test('with no waiting, a start is all', async (t) => {
  const run = flow([waveOf('a', 'b', 'c')], { waitMs: 0, pauseMs: 1000 });
  run.tick(0);
  run.started('a', 'b');
  t.same(run.outcomes(), ['a restarted', 'b restarted']);
  run.tick(1000);
  run.started('c');
  t.equal(run.of('end').length, 1);
});

t.test('property: whatever happens, each row is settled once, and at most a batch is under way', async () => {
  const names = Array.from({ length: 9 }, (_, i) => `n${i}`);
  const steps = fc.array(
    fc.record({
      pick: fc.nat(8),
      is: fc.constantFrom('missing', 'starting', 'trouble', 'ready', 'gone', 'stopped' as const),
      ms: fc.nat(40_000),
      does: fc.constantFrom(
        'seen',
        'seen',
        'seen',
        'tick',
        'confirm',
        'start',
        'close',
        'interrupt' as const,
      ),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 1, max: 4 }),
      fc.nat(3),
      fc.nat(5000),
      (events, batch, limit, pauseMs) => {
        const waves = [
          { name: 'first', rows: names.slice(0, 4).map(row) },
          { name: 'rest', rows: names.slice(4).map(row) },
        ];
        const run = flow(waves, { batch, pauseMs, maxFailures: { count: limit } });
        const settled = () => run.of('settle').map((action) => action.row.stsName);
        const answer = () => {
          const begun = run.of('start').at(-1);
          if (run.state().starting.length > 0)
            run.started(...(begun?.rows ?? []).map(({ stsName }) => stsName));
          for (const [, { row, confirming }] of run.state().watched)
            if (confirming) run.confirmed(row.stsName, 'missing');
        };
        run.tick(0);
        for (const { pick, is, ms, does } of events) {
          run.now.ms += ms;
          if (does === 'seen') run.seen(names[pick] ?? '', is);
          else if (does === 'tick') run.tick(run.now.ms);
          else if (does === 'close') run.now.windowOpen = false;
          else if (does === 'interrupt') run.send({ type: 'interrupted' });
          else answer();
          const { watched, starting } = run.state();
          if (watched.size + starting.length > batch) return false;
          if (new Set(settled()).size !== settled().length) return false;
        }
        // Time alone brings it to its end: everything is ready, missing or not attempted.
        for (let i = 0; !run.state().ended && i < 1000; i += 1) {
          answer();
          run.tick(Math.max(run.now.ms, run.wakeAt() ?? run.now.ms));
        }
        return run.state().ended && settled().length === names.length;
      },
    ),
  );
});

t.test('1,000 with some that never get ready: a hang costs its own place and time', async (t) => {
  const batch = 50;
  const names = Array.from({ length: 1000 }, (_, i) => `n${i}`);
  const run = flow([waveOf(...names)], {
    batch,
    waitMs: 600_000,
    maxFailures: { percent: 3 },
  });
  // A sequence without a random generator: 5 to 60 s, and 2 % never.
  const durations = names.map((_, i) => (i % 50 === 7 ? undefined : 5000 + ((i * 7919) % 55_001)));
  const due: { ms: number; name: string }[] = [];
  let most = 0;
  run.tick(0);
  while (!run.state().ended) {
    const begun = run.state().starting.map(({ stsName }) => stsName);
    if (begun.length > 0) {
      run.started(...begun);
      for (const name of begun) {
        const duration = durations[names.indexOf(name)];
        if (duration !== undefined) due.push({ ms: run.now.ms + duration, name });
      }
    }
    most = Math.max(most, run.state().watched.size);
    due.sort((a, b) => a.ms - b.ms);
    const wakeAt = run.wakeAt() ?? Number.POSITIVE_INFINITY;
    const first = due[0];
    if (first !== undefined && first.ms <= wakeAt) {
      due.shift();
      run.now.ms = first.ms;
      run.seen(first.name, 'ready');
    } else run.tick(wakeAt);
    for (const [, { row, confirming }] of run.state().watched)
      if (confirming) run.confirmed(row.stsName, 'missing');
  }
  const results = run.of('settle').map(({ result }) => result.outcome);
  t.equal(results.filter((outcome) => outcome === 'verified').length, 980);
  t.equal(results.filter((outcome) => outcome === 'failed').length, 20);
  t.ok(most <= batch);
  const mean = 5000 + 55_000 / 2;
  const limit = 1.25 * (1000 / batch) * mean + 600_000;
  t.ok(run.now.ms <= limit, `${Math.round(run.now.ms / 1000)} s of at most ${Math.round(limit / 1000)} s`);
});
