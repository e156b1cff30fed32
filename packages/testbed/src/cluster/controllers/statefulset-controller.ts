import { deletePod } from '../api/deletion.ts';
import { isReady, isTerminating, type Pod, type PodTemplate, type StatefulSet } from '../api/objects.ts';
import { keyOf } from '../api/resources.ts';
import type { Store } from '../api/store.ts';
import { hasValidLabels, newPod } from './new-pod.ts';
import type { Revisions } from './revision.ts';
import { planStatefulSet, type StatefulSetFacts, statefulSetStatus } from './statefulset-plan.ts';

const REVISION_LABEL = 'controller-revision-hash';

/** Takes a StatefulSet one step further and writes its status; every change of its pods calls for the next step. */
export function reconcileStatefulSet(store: Store, revisions: Revisions, set: StatefulSet): void {
  const { name, namespace, uid } = set.metadata;
  recordObserved(revisions, set);
  const facts = observe(store, revisions, set);
  const step = isTerminating(set) ? undefined : planStatefulSet(facts);
  if (step && 'create' in step) {
    const template = revisions.template(uid, step.revision) ?? set.spec.template;
    const pod = ordinalPod(set, template, step.create, step.revision);
    if (hasValidLabels(pod)) store.put('pods', pod);
  } else if (step) {
    deletePod(store, keyOf(namespace, `${name}-${step.delete}`));
  }
  const status = {
    observedGeneration: set.metadata.generation,
    ...statefulSetStatus(observe(store, revisions, set)),
  };
  store.put('statefulsets', { ...set, status });
}

/**
 * Keeps the revision that a StatefulSet's own status gives to its template. To be called before the template changes
 * for the first time: a captured revision cannot be computed again.
 */
export function recordObserved(revisions: Revisions, { metadata, spec, status }: StatefulSet): void {
  if (!status?.updateRevision || status.observedGeneration !== metadata.generation) return;
  revisions.record(metadata.uid, spec.template, status.updateRevision);
}

function observe(store: Store, revisions: Revisions, set: StatefulSet): StatefulSetFacts {
  const { uid, name } = set.metadata;
  const { replicas, template, updateStrategy } = set.spec;
  const updateRevision = revisions.name(uid, template, `${name}-`);
  return {
    replicas,
    strategy: updateStrategy?.type === 'OnDelete' ? 'OnDelete' : 'RollingUpdate',
    partition: updateStrategy?.rollingUpdate?.partition ?? 0,
    currentRevision: set.status?.currentRevision ?? updateRevision,
    updateRevision,
    pods: store.ownedBy(uid, 'pods').map((pod) => ({
      ordinal: Number(pod.metadata.name.slice(name.length + 1)),
      revision: pod.metadata.labels?.[REVISION_LABEL] ?? '',
      ready: isReady(pod),
      terminating: isTerminating(pod),
    })),
  };
}

function ordinalPod(set: StatefulSet, template: PodTemplate, ordinal: number, revision: string): Pod {
  const name = `${set.metadata.name}-${ordinal}`;
  return newPod(set, template, {
    name,
    labels: { [REVISION_LABEL]: revision, 'statefulset.kubernetes.io/pod-name': name },
    spec: { hostname: name, ...(set.spec.serviceName && { subdomain: set.spec.serviceName }) },
  });
}
