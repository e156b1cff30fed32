import t from 'tap';
import { compareWorkloads, workloadId, workloadName } from './workload.ts';

t.test('a workload without a kind is a StatefulSet', async (t) => {
  t.equal(
    workloadId({ stsName: 'a', namespace: 'n' }),
    workloadId({ stsName: 'a', namespace: 'n', kind: 'StatefulSet' }),
  );
  t.not(
    workloadId({ stsName: 'a', namespace: 'n' }),
    workloadId({ stsName: 'a', namespace: 'n', kind: 'DaemonSet' }),
  );
});

t.test('workloadName', async (t) => {
  t.equal(workloadName({ stsName: 'a', namespace: 'n', kind: 'StatefulSet' }), 'n/a');
  t.equal(workloadName({ stsName: 'web', namespace: 'n', kind: 'Deployment' }), 'deployment n/web');
  t.equal(workloadName({ stsName: 'a' }), 'a');
});

t.test('the order is namespace, name, kind, by code unit', async (t) => {
  const rows = [
    { stsName: 'b', namespace: 'team' },
    { stsName: 'a', namespace: 'team-2' },
    { stsName: 'a-1', namespace: 'team' },
    { stsName: 'a', namespace: 'team', kind: 'StatefulSet' as const },
    { stsName: 'a', namespace: 'team', kind: 'DaemonSet' as const },
  ];
  const names = rows.sort(compareWorkloads).map(workloadName);
  t.same(names, ['daemonset team/a', 'team/a', 'team/a-1', 'team/b', 'team-2/a']);
});
