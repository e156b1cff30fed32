import type { KubeObject, Pod, StatefulSet } from '../cluster/api/objects.ts';
import { type ResourceName, resourceOfKind } from '../cluster/api/resources.ts';
import type { Cluster, ClusterOptions } from '../cluster/cluster.ts';
import { namespaceObject } from '../cluster/generate/load-capture.ts';
import type { ImageSource } from '../cluster/kubelet/node-images.ts';
import { asLoaded } from './as-loaded.ts';
import { isObservation, type Observation, readRecording } from './recording.ts';

const FOLDER = new URL('../../../../fixtures/captures/rollouts/', import.meta.url);
const REPOSITORY = 'k8scc01covidacr.azurecr.io/rstudio';

/** What the tags pointed to while the rollouts were recorded; `goes` was gone. */
const TAGS: Record<string, string> = {
  v1: 'sha256:279b29e01c2e67c57f5c9131b4e4f0436ce0018d821e217d4861838ba62f2fad',
  breaks: 'sha256:346f360733cd8bb575a728bdfcc985c5e38ccd0bda7ec7f83f5d7132366171bb',
  setup: 'sha256:346f360733cd8bb575a728bdfcc985c5e38ccd0bda7ec7f83f5d7132366171bb',
  flaky: 'sha256:64ee90dac8fa90b385916360df7915cd951b7e47719166f78a984e164eecdd1c',
  stubborn: 'sha256:3e1e08824f40a487fc57cc0af4f5158bf26c1e77e65714ec1a016266f383d07d',
};

/** What v1 pointed to before. */
const BEFORE = 'sha256:11c2b38c0abaff3e098327bda46ab8a455507dcf578697697774c85d1f469f68';

/** Somebody does something, in the words of the recording. */
type Deed = (cluster: Cluster, rollout: Rollout, images: Images) => void;

interface Settings {
  options?: Partial<ClusterOptions>;
  /** What a cluster needs besides what was recorded. */
  objects?: (namespace: string) => KubeObject[];
  /** What happens after the restart, by the recording's word for it. */
  deeds?: Record<string, Deed>;
  /** A tag that the registry does not have at first. */
  missing?: string;
  /** States that only one side may show, because two things happened at once. */
  races?: RegExp[];
  /** Something goes on for ever. */
  endless?: boolean;
}

const SETTINGS = {
  'crash-loop': { endless: true },
  daemonset: {},
  'deleted-meanwhile': {
    deeds: { deleted: (cluster, { namespace }) => cluster.remove('statefulsets', namespace, 'nb') },
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
      'the finalizer is removed': (cluster, { namespace }) =>
        cluster.edit('pods', namespace, 'nb-0', (pod) => ({
          ...pod,
          metadata: { ...pod.metadata, finalizers: [] },
        })),
    },
  },
  'first-pull-fails-then-works': {
    missing: 'flaky',
    options: { pullBackoffMs: 15_000 },
    deeds: { 'the tag exists now': (_cluster, _rollout, images) => images.missing.clear() },
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
      'restarted once more by somebody': (cluster, { namespace }) =>
        cluster.edit('statefulsets', namespace, 'nb', (set) => restartedAt(set, '2030-01-01T00:00:00Z')),
    },
  },
  'stopped-meanwhile': {
    deeds: {
      'scaled to 0 (its user stops the notebook)': (cluster, { namespace }) =>
        cluster.edit('statefulsets', namespace, 'nb', (set) => ({
          ...set,
          spec: { ...set.spec, replicas: 0 },
        })),
    },
  },
  'stubborn-30s-termination': { options: { slowKubelet: true, terminationMs: 60_000 } },
  'tag-gone': { missing: 'goes', options: { slowKubelet: true }, endless: true },
} satisfies Record<string, Settings> as Record<string, Settings>;

/** The names of all recorded rollouts. */
export const ROLLOUTS = Object.keys(SETTINGS);

/** The times of the cluster while it was recorded, about. */
const TIMES = { readyDelayMs: 2000, terminationMs: 1000, pullBackoffMs: 10_000, pullMs: 300 };

/** A recorded rollout, to be replayed on a cluster of the testbed. */
export interface Rollout {
  namespace: string;
  /** The one workload, `nb`. */
  workload: KubeObject;
  resource: ResourceName;
  /** For the cluster; its images are those of the registry at that time. */
  options: Partial<ClusterOptions> & Pick<ClusterOptions, 'images'>;
  /** What was recorded: the list just before the restart, and what a watch told from then on. */
  recorded: Observation[];
  /** How it may differ, for `differences`. */
  tolerance: { races?: RegExp[]; endless?: boolean };
  /** The row by which sts-restart restarts it. */
  row: object;
  /**
   * Loads the cluster as it was just before the restart. Once the workload's template has changed, everything else that
   * happened follows by itself, after as much of the cluster's time as it took.
   */
  load(cluster: Cluster): void;
}

/** A recorded rollout by its name. Each one is for one cluster. */
export function rollout(name: string): Rollout {
  const { options, objects, deeds = {}, missing, races, endless } = SETTINGS[name] ?? {};
  const moments = readRecording(new URL(`${name}.ndjson`, FOLDER));
  const restart = moments.findIndex((moment) => 'step' in moment && moment.step === 'restart');
  const recorded = moments.filter(isObservation);
  const listed = moments.slice(0, restart).filter(isObservation);
  const isWorkload = ({ object }: Observation) => object.kind !== 'Pod' && object.kind !== 'Event';
  const workload = listed.find(isWorkload)?.object;
  if (!workload) throw new Error(`${name}: no workload`);
  const { namespace = '', uid, generation = 1 } = workload.metadata;
  const images = new Images(missing);
  const start = moments[restart]?.t ?? 0;
  const later = moments.slice(restart + 1).filter((moment) => 'step' in moment);

  const replay: Rollout = {
    namespace,
    workload,
    resource: resourceOfKind(workload.kind) ?? 'statefulsets',
    options: { ...TIMES, ...options, images },
    recorded: recorded.filter(({ type, t }) => type === 'LISTED' || t > start),
    tolerance: { races, endless },
    row: rowOf(name, workload, listed),
    load(cluster) {
      cluster.load([
        namespaceObject(namespace),
        ...asLoaded(listed.filter(({ type }) => type === 'LISTED').map(({ object }) => object)),
        ...(objects?.(namespace) ?? []),
      ]);
      cluster.describeImage(TAGS.breaks ?? '', { breakage: 'crash-loop' });
      const stop = cluster.onChange(({ object }) => {
        if (object.metadata.uid !== uid || (object.metadata.generation ?? 0) <= generation) return;
        stop();
        for (const { t, step } of later) {
          const deed = deeds[String(step)];
          if (!deed) throw new Error(`${name}: nobody knows how to do "${step}"`);
          cluster.after((t - start) * 1000, () => deed(cluster, replay, images));
        }
      });
    },
  };
  return replay;
}

/** The registry of the recording, from which a tag can be missing: the node's request for it failed. */
class Images implements ImageSource {
  readonly missing: Set<string>;

  constructor(missing?: string) {
    this.missing = new Set(missing === undefined ? [] : [`${REPOSITORY}:${missing}`]);
  }

  async resolve(reference: string) {
    const digest = reference.split('@')[1] ?? TAGS[reference.slice(REPOSITORY.length + 1)];
    if (digest === undefined || this.missing.has(reference))
      throw new Error('x509: certificate signed by unknown authority');
    return { digest, configDigest: digest.replace(/^sha256:../, 'sha256:c0') };
  }
}

function rowOf(name: string, { kind, metadata, spec }: KubeObject, listed: readonly Observation[]) {
  const { namespace } = metadata;
  const pod = listed.findLast(({ object }) => object.kind === 'Pod')?.object as Pod | undefined;
  const statuses = pod?.status.containerStatuses ?? [];
  const containers = (spec as StatefulSet['spec']).template.spec.containers.map((container) => {
    const tag = container.image.split(':')[1] ?? '';
    const imageID = statuses.find((one) => one.name === container.name)?.imageID ?? '';
    // the list that the row is made from is older than the user's deed
    const running = name === 'pod-deleted-before' ? BEFORE : imageID.split('@')[1];
    return { name: container.name, image: container.image, running, wanted: TAGS[tag] ?? TAGS.v1 };
  });
  return { stsName: metadata.name, namespace, kind, action: 'restart', containers };
}

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
