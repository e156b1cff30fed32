import t from 'tap';
import { countPulls, pullRow } from './pull-row.ts';

const pull = { id: 'x', node: 'n1', image: 'a/b@sha256:1', namespace: 'pullers', secrets: ['s'] };

t.test('what the kubelet tells in an Event counts more than what was measured', async (t) => {
  const result = { outcome: 'pulled' as const, ms: 4321 };
  const row = { node: 'n1', image: 'a/b@sha256:1', namespace: 'pullers' };
  t.same(pullRow(pull, result), { ...row, outcome: 'pulled', seconds: 4.3 });
  t.same(pullRow({ ...pull, size: 7 }, result, [{ present: false, ms: 2000, bytes: 5 }]), {
    ...row,
    outcome: 'pulled',
    seconds: 2,
    bytes: 5,
  });
});

t.test('an image that was there before is present, unless it was pulled first', async (t) => {
  const result = { outcome: 'pulled' as const };
  t.equal(pullRow(pull, result, [{ present: true }]).outcome, 'present');
  t.equal(pullRow(pull, result, [{ present: true }, { present: false, ms: 1 }]).outcome, 'pulled');
  t.equal(pullRow(pull, { outcome: 'refused' }, [{ present: true }]).outcome, 'refused');
});

t.test('a dry run has only plans, with the size and the runtime class of the workload', async (t) => {
  t.match(pullRow({ ...pull, size: 7, runtimeClass: 'kata' }, undefined), {
    outcome: 'planned',
    bytes: 7,
    runtimeClass: 'kata',
  });
});

t.test('counts', async (t) => {
  const rows = [
    pullRow(pull, { outcome: 'pulled' }),
    pullRow({ ...pull, node: 'n2' }, { outcome: 'failed', reason: 'x' }),
  ];
  t.equal(countPulls(rows), '2 pulls on 2 nodes: 1 pulled, 1 failed');
  t.equal(countPulls([]), '0 pulls on 0 nodes');
});
