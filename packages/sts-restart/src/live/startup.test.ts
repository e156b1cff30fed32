import t from 'tap';
import { PodState } from './pod-state.ts';
import { startupSeconds } from './startup.ts';

const pod = (creationTimestamp?: string, lastTransitionTime?: string, status = 'True') =>
  PodState.parse({
    metadata: { name: 'desk-0', namespace: 'bob', creationTimestamp },
    spec: { containers: [] },
    status: { conditions: [{ type: 'Ready', status, lastTransitionTime }] },
  });
const [EARLY, LATER, LATEST] = ['2026-11-24T01:00:00Z', '2026-11-24T01:00:20Z', '2026-11-24T01:01:05Z'];

t.test('the slowest pod counts', async (t) => {
  t.equal(startupSeconds([pod(EARLY, LATER), pod(EARLY, LATEST)]), 65);
  t.equal(startupSeconds([pod(EARLY, EARLY)]), 0);
});

t.test('without both times nothing is said', async (t) => {
  t.equal(startupSeconds([]), undefined);
  t.equal(startupSeconds([pod(EARLY, LATER), pod(EARLY)]), undefined);
  t.equal(startupSeconds([pod(undefined, LATER)]), undefined);
  t.equal(startupSeconds([pod(EARLY, LATER, 'False')]), undefined);
});
