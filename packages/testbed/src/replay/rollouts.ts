import type { KubeObject, Pod, StatefulSet } from '../cluster/api/objects.ts';
import { type ResourceName, resourceOfKind } from '../cluster/api/resources.ts';
import type { Cluster, ClusterOptions } from '../cluster/cluster.ts';
import { namespaceObject } from '../cluster/generate/load-capture.ts';
import { asLoaded } from './as-loaded.ts';
import { BREAKING, RecordedImages, TAGS, V1_BEFORE } from './recorded-images.ts';
import { isObservation, type Observation, readRecording } from './recording.ts';
import { ROLLOUT_SETTINGS } from './rollout-settings.ts';

const FOLDER = new URL('../../../../fixtures/captures/rollouts/', import.meta.url);

/** The names of all recorded rollouts. */
export const ROLLOUTS = Object.keys(ROLLOUT_SETTINGS);

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
  const { options, objects, deeds = {}, missing, races, endless } = ROLLOUT_SETTINGS[name] ?? {};
  const moments = readRecording(new URL(`${name}.ndjson`, FOLDER));
  const restart = moments.findIndex((moment) => 'step' in moment && moment.step === 'restart');
  const recorded = moments.filter(isObservation);
  const listed = moments.slice(0, restart).filter(isObservation);
  const isWorkload = ({ object }: Observation) => object.kind !== 'Pod' && object.kind !== 'Event';
  const workload = listed.find(isWorkload)?.object;
  if (!workload) throw new Error(`${name}: no workload`);
  const { namespace = '', uid, generation = 1 } = workload.metadata;
  const images = new RecordedImages(missing === undefined ? [] : [missing]);
  const start = moments[restart]?.t ?? 0;
  const later = moments.slice(restart + 1).filter((moment) => 'step' in moment);

  return {
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
      cluster.describeImage(BREAKING, { breakage: 'crash-loop' });
      const stop = cluster.onChange(({ object }) => {
        if (object.metadata.uid !== uid || (object.metadata.generation ?? 0) <= generation) return;
        stop();
        for (const { t, step } of later) {
          const deed = deeds[String(step)];
          if (!deed) throw new Error(`${name}: nobody knows how to do "${step}"`);
          cluster.after((t - start) * 1000, () => deed(cluster, namespace, images));
        }
      });
    },
  };
}

function rowOf(name: string, { kind, metadata, spec }: KubeObject, listed: readonly Observation[]) {
  const { namespace } = metadata;
  const pod = listed.findLast(({ object }) => object.kind === 'Pod')?.object as Pod | undefined;
  const statuses = pod?.status.containerStatuses ?? [];
  const containers = (spec as StatefulSet['spec']).template.spec.containers.map((container) => {
    const tag = container.image.split(':')[1] ?? '';
    const imageID = statuses.find((one) => one.name === container.name)?.imageID ?? '';
    // the list that the row is made from is older than the user's deed
    const running = name === 'pod-deleted-before' ? V1_BEFORE : imageID.split('@')[1];
    return { name: container.name, image: container.image, running, wanted: TAGS[tag] ?? TAGS.v1 };
  });
  return { stsName: metadata.name, namespace, kind, action: 'restart', containers };
}
