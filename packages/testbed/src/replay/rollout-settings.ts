import type { KubeObject, StatefulSet } from '../cluster/api/objects.ts';
import type { Cluster, ClusterOptions } from '../cluster/cluster.ts';
import { REPOSITORY, type RecordedImages } from './recorded-images.ts';

/** What somebody does. */
type Deed = (cluster: Cluster, namespace: string, images: RecordedImages) => void;

/** What a recorded rollout needs to be replayed. */
export interface RolloutSettings {
  options?: Partial<ClusterOptions>;
  /** What a cluster needs besides what was recorded. */
  objects?: (namespace: string) => KubeObject[];
  /** What happens after the restart, by the recording's word for it. */
  deeds?: Record<string, Deed>;
  /** A reference that the registry does not have at first. */
  missing?: string;
  /** States that only one side may show, because two things happened at once. */
  races?: RegExp[];
  /** Something goes on for ever. */
  endless?: boolean;
}

export const ROLLOUT_SETTINGS = {
  'crash-loop': { endless: true },
  daemonset: {},
  'deleted-meanwhile': {
    deeds: { deleted: (cluster, namespace) => cluster.remove('statefulsets', namespace, 'nb') },
    // the controller deleted the pod, and its status came too late
    races: [/^observed 2:/],
  },
  // the counts of two ReplicaSets, which report in an order of their own
  'deployment-2': {
    races: [/^observed 2: 4 pods, 3 ready, 2 updated/, /^observed 2: 2 pods, 2 ready, 1 updated/],
  },
  'deployment-evicted-pod': {
    // its node was a simulated one, whose pods are ready at once, and go without their containers being stopped
    races: [/^observed 2: 2 pods, 1 ready/, /^Running \[nb Completed old image\] terminating$/],
  },
  'deployment-paused': {},
  'deployment-recreate': {},
  'finalizer-then-freed': {
    deeds: {
      'the finalizer is removed': (cluster, namespace) =>
        cluster.edit('pods', namespace, 'nb-0', (pod) => ({
          ...pod,
          metadata: { ...pod.metadata, finalizers: [] },
        })),
    },
  },
  'first-pull-fails-then-works': {
    missing: `${REPOSITORY}:flaky`,
    options: { pullBackoffMs: 15_000 },
    deeds: { 'the tag exists now': (_cluster, _namespace, images) => images.missing.clear() },
  },
  'init-container-fails': { endless: true },
  'min-ready-seconds': {},
  'on-delete': {},
  'parallel-3': { options: { slowKubelet: true } },
  'partition-2-of-3': {},
  'partition-all': {},
  plain: {},
  'pod-deleted-before': {},
  'quota-forbids-the-new-pod': { objects: (namespace) => [noPods(namespace)] },
  'readiness-never': {},
  'replicas-3': { options: { slowKubelet: true } },
  'restarted-again-meanwhile': {
    deeds: {
      'restarted once more by somebody': (cluster, namespace) =>
        cluster.edit('statefulsets', namespace, 'nb', (set) => restartedAt(set, '2030-01-01T00:00:00Z')),
    },
  },
  'stopped-meanwhile': {
    deeds: {
      'scaled to 0 (its user stops the notebook)': (cluster, namespace) =>
        cluster.edit('statefulsets', namespace, 'nb', (set) => ({
          ...set,
          spec: { ...set.spec, replicas: 0 },
        })),
    },
  },
  'stubborn-30s-termination': { options: { slowKubelet: true, terminationMs: 60_000 } },
  'tag-gone': { missing: `${REPOSITORY}:goes`, options: { slowKubelet: true }, endless: true },
} satisfies Record<string, RolloutSettings> as Record<string, RolloutSettings>;

function restartedAt(set: StatefulSet, at: string): StatefulSet {
  const { template } = set.spec;
  const annotations = { ...template.metadata?.annotations, 'kubectl.kubernetes.io/restartedAt': at };
  const metadata = { ...template.metadata, annotations };
  return { ...set, spec: { ...set.spec, template: { ...template, metadata } } };
}

function noPods(namespace: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: {
      name: 'none',
      namespace,
      uid: 'quota',
      resourceVersion: '1',
      creationTimestamp: '2026-11-24T06:30:00Z',
    },
    spec: { hard: { pods: '0' } },
  };
}
