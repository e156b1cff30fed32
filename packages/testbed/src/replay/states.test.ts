import t from 'tap';
import { fakePod } from '../cluster/testing.ts';
import type { Observation } from './recording.ts';
import { statesOf } from './states.ts';

const status = (imageID: string) => ({
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'True' }],
  containerStatuses: [{ name: 'nb', imageID, ready: true, restartCount: 0, state: { running: {} } }],
});
const pod = (type: Observation['type'], uid: string, name: string, imageID: string): Observation => ({
  t: 0,
  type,
  object: fakePod({ metadata: { uid, name }, status: status(imageID) }),
});
const event = (uid: string, reason: string, message: string): Observation => ({
  t: 0,
  type: 'ADDED',
  object: Object.assign(fakePod({ metadata: { uid: `${uid} ${reason}` } }), {
    kind: 'Event',
    involvedObject: { kind: 'Pod', name: 'x', uid },
    source: { component: 'kubelet' },
    reason,
    message,
  }),
});

t.test('random names and what comes late are taken out', async (t) => {
  const seen = statesOf([
    pod('LISTED', 'a', 'nb-abcde12345-aaaaa', 'old'),
    pod('LISTED', 'b', 'nb-abcde12345-bbbbb', 'old'),
    event('a', 'Pulled', 'of its start, long ago'),
    pod('ADDED', 'c', 'nb-fghij12345-ccccc', 'new'),
    pod('MODIFIED', 'c', 'nb-fghij12345-ccccc', 'new'),
    pod('DELETED', 'b', 'nb-abcde12345-bbbbb', 'old'),
    event('c', 'Pulled', 'Successfully pulled image "x" in 340.9ms (341ms including waiting)'),
    event('c', 'Pulled', 'Successfully pulled image "x" in 1m2.5s (1m2.5s including waiting)'),
    event('gone before', 'Killing', 'Stopping container nb'),
  ]);
  t.same(seen, [
    { of: 'kubelet of new pod number 1', states: ['Pulled: Successfully pulled image "x" in TIME'] },
    { of: 'new pod number 1', states: ['Running ready [nb runs new image]'] },
    { of: 'old pod number 1', states: ['Running ready [nb runs old image]', 'gone'] },
  ]);
});
