import t from 'tap';
import type { Pull } from '../plan/plan.ts';
import type { Reading } from '../puller/reading.ts';
import { next } from './next.ts';
import { type FlowAction, type FlowEvent, type FlowState, initialState, type Policy } from './state.ts';

const pull = (node: string, image: string): Pull => ({
  id: `${node}/${image}`,
  node,
  image,
  namespace: 'pullers',
  secrets: [],
});
const PULLS = [pull('n1', 'a'), pull('n1', 'b'), pull('n2', 'a'), pull('n3', 'a')];
const POLICY: Policy = { nodes: 2, timeoutMs: 60_000, troubleMs: 10_000, maxFailures: { count: 1 } };

/** A run that is told what happens, and shows what it does about it. */
function run(pulls: readonly Pull[] = PULLS, policy: Partial<Policy> = {}) {
  let state: FlowState = initialState(pulls, { ...POLICY, ...policy });
  let wakeAt: number | undefined;
  return {
    tell: (event: FlowEvent, now = 0): string[] => {
      const step = next(state, event, now);
      ({ state, wakeAt } = step);
      return step.actions.map(words);
    },
    /** Has the pods of these pulls created. */
    created: (...ids: string[]) => {
      for (const id of ids) state = next(state, { type: 'created', id }, 0).state;
    },
    wakeAt: () => wakeAt,
  };
}

function words(action: FlowAction): string {
  if (action.type === 'end') return `end${action.stopped === undefined ? '' : `: ${action.stopped}`}`;
  if (action.type !== 'settle') return `${action.type} ${action.pull.id}`;
  const { outcome, reason } = action.result;
  return `${action.pull.id} ${outcome}${reason === undefined ? '' : `: ${reason}`}`;
}

const seen = (id: string, reading: Reading): FlowEvent => ({ type: 'seen', id, reading });
const PULLED: Reading = { state: 'pulled' };
const failing = (words: string, final = false): Reading => ({ state: 'failing', words, final });

t.test('a few nodes at a time, and one image at a time on each', async (t) => {
  const { tell } = run();
  t.same(tell({ type: 'tick' }), ['create n1/a', 'create n2/a']);
  t.same(tell({ type: 'created', id: 'n1/a' }), []);
  t.same(tell(seen('n1/a', PULLED)), ['n1/a pulled', 'create n1/b'], 'the node goes on with its next image');
  t.same(tell(seen('n2/a', PULLED)), ['n2/a pulled', 'create n3/a'], 'a node that is done frees its place');
  t.same(tell(seen('n3/a', PULLED)), ['n3/a pulled']);
  t.same(tell(seen('n1/b', PULLED)), ['n1/b pulled', 'end']);
});

t.test('nothing to pull is the end at once', async (t) => {
  t.same(run([]).tell({ type: 'tick' }), ['end']);
});

t.test('a pull that fails is given time, and its reason is what tells most', async (t) => {
  const { tell, created, wakeAt } = run([pull('n1', 'a')]);
  tell({ type: 'tick' });
  created('n1/a');
  t.same(tell(seen('n1/a', failing('ErrImagePull: connection refused')), 1000), []);
  t.equal(wakeAt(), 11_000);
  t.same(tell(seen('n1/a', failing('ImagePullBackOff: Back-off pulling image')), 5000), []);
  t.same(tell({ type: 'tick' }, 10_999), []);
  t.same(tell({ type: 'tick' }, 11_000), [
    'remove n1/a',
    'n1/a failed: ErrImagePull: connection refused',
    'end',
  ]);
});

t.test('one that recovers counts as pulled', async (t) => {
  const { tell, created } = run([pull('n1', 'a')]);
  tell({ type: 'tick' });
  created('n1/a');
  tell(seen('n1/a', failing('ErrImagePull: connection refused')), 1000);
  t.same(tell(seen('n1/a', PULLED), 20_000), ['n1/a pulled', 'end']);
});

t.test('what never mends fails at once', async (t) => {
  const { tell } = run([pull('n1', 'a')]);
  tell({ type: 'tick' });
  t.same(tell(seen('n1/a', failing('ErrImagePull: a@b: not found', true))), [
    'remove n1/a',
    'n1/a failed: ErrImagePull: a@b: not found',
    'end',
  ]);
});

t.test('a pull that takes too long, and one whose pod was refused, deleted or not created', async (t) => {
  const pending: Reading = { state: 'pending', words: 'ContainerCreating' };
  const ends: [FlowEvent, number, string][] = [
    [seen('n1/a', pending), 60_000, 'timeout: not there after 1 min: ContainerCreating'],
    [seen('n1/a', { state: 'late', words: 'DeadlineExceeded' }), 1, 'timeout: DeadlineExceeded'],
    [seen('n1/a', { state: 'refused', words: 'OutOfpods: full' }), 1, 'refused: OutOfpods: full'],
    [seen('n1/a', { state: 'gone' }), 1, 'failed: its pod was deleted before the image was there'],
  ];
  for (const [event, now, end] of ends) {
    const { tell, created } = run([pull('n1', 'a')]);
    tell({ type: 'tick' });
    created('n1/a');
    t.same(tell(event, now), ['remove n1/a', `n1/a ${end}`, 'end']);
  }
  for (const outcome of ['refused', 'failed'] as const) {
    const { tell } = run([pull('n1', 'a')]);
    tell({ type: 'tick' });
    const event = { type: 'not-created', id: 'n1/a', outcome, words: 'exceeded quota' } as const;
    t.same(tell(event), [`n1/a ${outcome}: exceeded quota`, 'end']);
  }
});

t.test('more failures than the limit end the run; refusals are none', async (t) => {
  const { tell, created } = run(PULLS, { maxFailures: { count: 0 } });
  tell({ type: 'tick' });
  created('n1/a', 'n2/a');
  t.same(tell(seen('n1/a', { state: 'refused', words: 'full' })), [
    'remove n1/a',
    'n1/a refused: full',
    'create n1/b',
  ]);
  created('n1/b');
  const stopped = '1 pulls failed, more than --max-failures';
  t.same(tell(seen('n2/a', failing('gone', true))), [
    'remove n2/a',
    'n2/a failed: gone',
    `n3/a not-attempted: ${stopped}`,
    `n1/b not-attempted: ${stopped} while it was pulled`,
    `end: ${stopped}`,
  ]);
});

t.test('a run that is interrupted ends when it is known which pods there are', async (t) => {
  const { tell, created } = run();
  tell({ type: 'tick' });
  created('n1/a');
  const stopped = 'the run was interrupted';
  t.same(tell({ type: 'interrupted' }), [
    `n1/b not-attempted: ${stopped}`,
    `n3/a not-attempted: ${stopped}`,
    `n1/a not-attempted: ${stopped} while it was pulled`,
  ]);
  t.same(tell({ type: 'created', id: 'n2/a' }), [
    `n2/a not-attempted: ${stopped} while it was pulled`,
    `end: ${stopped}`,
  ]);
});

t.test('what comes after the end of a pull changes nothing', async (t) => {
  const { tell } = run([pull('n1', 'a'), pull('n2', 'a')]);
  tell({ type: 'tick' });
  t.same(tell(seen('n1/a', PULLED)), ['n1/a pulled']);
  t.same(tell({ type: 'created', id: 'n1/a' }), []);
  t.same(tell(seen('n1/a', { state: 'gone' })), []);
});
