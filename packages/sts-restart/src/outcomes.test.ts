import t from 'tap';
import { countLine, outcomeOf, withoutDone } from './outcomes.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const row = (stsName: string, wanted = digest('1')) => ({
  stsName,
  namespace: 'bob',
  kind: 'StatefulSet' as const,
  action: 'restart' as const,
  containers: [{ name: stsName, image: 'a:v1', running: digest('0'), wanted }],
});

t.test('an outcome names the workload and what it was for; what is not known is left out', async (t) => {
  t.strictSame(outcomeOf(row('desk'), { outcome: 'failed', reason: 'x', readyAt: undefined }), {
    stsName: 'desk',
    namespace: 'bob',
    kind: 'StatefulSet',
    outcome: 'failed',
    reason: 'x',
    digests: `docker.io/library/a:v1@${digest('1')}`,
  });
});

t.test('what has an outcome is not done again; another digest is another restart', async (t) => {
  const done = [
    outcomeOf(row('desk'), { outcome: 'failed' }),
    outcomeOf(row('lab', digest('7')), { outcome: 'verified' }),
  ];
  t.same(
    withoutDone([row('desk'), row('lab'), row('new')], done).map(({ stsName }) => stsName),
    ['lab', 'new'],
  );
});

t.test('countLine', async (t) => {
  const rows = [
    outcomeOf(row('a'), { outcome: 'failed' }),
    outcomeOf(row('b'), { outcome: 'verified' }),
    outcomeOf(row('c'), { outcome: 'verified' }),
  ];
  t.equal(countLine(rows), '3 workloads: 2 verified, 1 failed');
  t.equal(countLine([]), '0 workloads');
});
