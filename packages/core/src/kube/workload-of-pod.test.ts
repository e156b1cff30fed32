import t from 'tap';
import { workloadOfPod } from './workload-of-pod.ts';

const pod = (apiVersion: string, kind: string, name: string, labels?: Record<string, string>) => ({
  namespace: 'bob',
  labels,
  ownerReferences: [{ apiVersion, kind, name, controller: true }],
});

t.test('a pod’s workload is its controller, or what stands behind its ReplicaSet', async (t) => {
  t.same(workloadOfPod(pod('apps/v1', 'StatefulSet', 'desk')), {
    kind: 'StatefulSet',
    namespace: 'bob',
    name: 'desk',
  });
  t.match(workloadOfPod(pod('apps/v1', 'ReplicaSet', 'my-web-5d4f', { 'pod-template-hash': '5d4f' })), {
    kind: 'Deployment',
    name: 'my-web',
  });
});

t.test('anything else belongs to no known workload', async (t) => {
  for (const other of [
    { namespace: 'bob' },
    pod('example.com/v1', 'StatefulSet', 'desk'),
    pod('apps/v1', 'ReplicaSet', 'web-5d4f', { 'pod-template-hash': 'other' }),
    pod('apps/v1', 'ReplicaSet', 'web-5d4f'),
    pod('argoproj.io/v1', 'ReplicaSet', 'web-5d4f', { 'pod-template-hash': '5d4f' }),
    pod('batch/v1', 'Job', 'nightly'),
  ])
    t.equal(workloadOfPod(other), undefined);
});
