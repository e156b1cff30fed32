import t from 'tap';
import { withoutContradictions } from './contradictions.ts';

const row = (pod: string, more: { ownerName?: string; text?: string; stsName?: string } = {}) => ({
  stsName: 'lab',
  namespace: 'bob',
  pod,
  name: 'c',
  ownerName: undefined,
  text: '{}',
  ...more,
});

t.test('what is the same is kept once; what differs about a container is left out', async (t) => {
  t.same(withoutContradictions([row('lab-1'), row('lab-0'), row('lab-0')]), {
    rows: [row('lab-0'), row('lab-1')],
    leftOut: [],
  });
  t.same(withoutContradictions([row('lab-0'), row('lab-1'), row('lab-0', { text: '{"x":1}' })]), {
    rows: [row('lab-1')],
    leftOut: [{ object: 'pod bob/lab-0', why: 'its container c was listed twice, and differs' }],
  });
});

t.test('a workload whose pods name different Notebooks is left out, and no other', async (t) => {
  const other = row('web-0', { stsName: 'web', ownerName: 'b' });
  const { rows, leftOut } = withoutContradictions([
    row('lab-0', { ownerName: 'a' }),
    row('lab-1', { ownerName: 'b' }),
    row('lab-2'),
    other,
  ]);
  t.same(rows, [other]);
  t.same(
    leftOut.map(({ object, why }) => `${object}: ${why}`),
    ['0', '1', '2'].map((i) => `pod bob/lab-${i}: the pods of its workload name different Notebooks`),
  );
  const known = [row('lab-0', { ownerName: 'a' }), row('lab-1')];
  t.same(withoutContradictions([...known]).rows, known, 'a pod may name none');
});
