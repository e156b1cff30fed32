import type { Pull } from '../plan/plan.ts';

/** On each pod that pulls; its value is the run that made it. */
export const RUN_LABEL = 'patch-notebook-sts/prepull';
/** The one container of such a pod. */
export const CONTAINER = 'pull';

/** How much longer a pod may live than the run waits for it, in seconds. */
const GRACE_SECONDS = 60;

export const podName = ({ id }: Pull, run: string): string => `image-prepull-${id}-${run}`;

/**
 * A pod whose image its node has to pull before anything else can happen to it. It needs nothing of the image: where that
 * has no `true`, the container fails to start, but only once the image is there.
 * @param run names the run that makes it
 * @param timeoutMs how long the run waits for it, in milliseconds
 */
export const pullerPod = (pull: Pull, run: string, timeoutMs: number) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: podName(pull, run),
    namespace: pull.namespace,
    labels: {
      'app.kubernetes.io/name': 'image-prepull',
      [RUN_LABEL]: run,
      // Istio took an annotation first, and takes a label now; a sidecar would have to be pulled too.
      'sidecar.istio.io/inject': 'false',
    },
    annotations: {
      'sidecar.istio.io/inject': 'false',
      // A pod without a controller would keep the autoscaler from removing its node.
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true',
    },
  },
  spec: {
    // Past the scheduler: taints of the kind NoSchedule, GPUs and affinities don't matter to it.
    nodeName: pull.node,
    tolerations: [{ operator: 'Exists' }],
    ...(pull.runtimeClass === undefined ? {} : { runtimeClassName: pull.runtimeClass }),
    ...(pull.secrets.length === 0 ? {} : { imagePullSecrets: pull.secrets.map((name) => ({ name })) }),
    restartPolicy: 'Never',
    activeDeadlineSeconds: Math.ceil(timeoutMs / 1000) + GRACE_SECONDS,
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // The restricted standard. An image whose user is root or a name would be refused without a number here.
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: CONTAINER,
        image: pull.image,
        imagePullPolicy: 'IfNotPresent',
        command: ['true'],
        resources: { requests: TINY, limits: TINY },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      },
    ],
  },
});

/** Requests that are the limits too, so that it is among the last pods to be evicted. */
const TINY = { cpu: '10m', memory: '16Mi' };
