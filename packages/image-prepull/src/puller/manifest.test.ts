import t from 'tap';
import { pullerPod } from './manifest.ts';

const pull = { id: 'abc', node: 'n1', image: 'a/b@sha256:1', namespace: 'pullers', secrets: [] };

t.test('a pod that runs anywhere, keeps nothing and may do nothing', async (t) => {
  const pod = pullerPod(pull, 'run1', 90_500);
  t.match(pod, {
    metadata: {
      name: 'image-prepull-abc-run1',
      namespace: 'pullers',
      labels: { 'patch-notebook-sts/prepull': 'run1', 'sidecar.istio.io/inject': 'false' },
      annotations: {
        'sidecar.istio.io/inject': 'false',
        'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true',
      },
    },
    spec: {
      nodeName: 'n1',
      tolerations: [{ operator: 'Exists' }],
      restartPolicy: 'Never',
      activeDeadlineSeconds: 151,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: Number,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          image: 'a/b@sha256:1',
          imagePullPolicy: 'IfNotPresent',
          command: ['true'],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  });
  const [container] = pod.spec.containers;
  t.same(container?.resources.requests, container?.resources.limits);
  t.notOk('runtimeClassName' in pod.spec);
  t.notOk('imagePullSecrets' in pod.spec);
});

t.test('the runtime class and the pull secrets of a pull', async (t) => {
  t.match(pullerPod({ ...pull, runtimeClass: 'kata', secrets: ['one'] }, 'r', 1000).spec, {
    runtimeClassName: 'kata',
    imagePullSecrets: [{ name: 'one' }],
  });
});
