import {
  isFinished,
  isReady,
  isTerminating,
  type Pod,
  type PodTemplate,
  type StatefulSet,
} from '../api/objects.ts';
import { nextAvailable, untilAvailable } from './availability.ts';
import type { Again, ControllerContext } from './context.ts';
import { hasValidLabels, newPod } from './new-pod.ts';
import type { Revisions } from './revision.ts';
import { planStatefulSet, type StatefulSetFacts, statefulSetStatus } from './statefulset-plan.ts';

const REVISION_LABEL = 'controller-revision-hash';

/** Takes a StatefulSet one step further and writes its status; every change of its pods calls for the next step. */
export function reconcileStatefulSet(context: ControllerContext, set: StatefulSet): Again {
  const { store, pods: control, revisions, events } = context;
  const { name, namespace, uid, generation } = set.metadata;
  recordObserved(revisions, set);
  const pods = store.ownedBy(uid, 'pods');
  const waits = pods.map((pod) => untilAvailable(pod, set.spec.minReadySeconds ?? 0, store.nowMs()));
  const facts = observe(revisions, set, pods, waits);
  const step = isTerminating(set) ? { create: [], delete: [] } : planStatefulSet(facts);

  for (const ordinal of step.delete) {
    const pod = pods.find((one) => ordinalOf(one, name) === ordinal);
    if (!pod) continue;
    if (isFinished(pod)) {
      const message = `StatefulSet ${namespace}/${name} is recreating failed Pod ${pod.metadata.name}`;
      const report = { reason: 'RecreatingFailedPod', message } as const;
      events.record({ component: 'statefulset-controller' }, set, { type: 'Warning', ...report });
    }
    control.delete(set, pod);
  }
  let failed = false;
  for (const { ordinal, revision } of step.create) {
    const template = revisions.template(uid, revision) ?? set.spec.template;
    const pod = ordinalPod(set, template, ordinal, revision);
    if (hasValidLabels(pod) && control.create(set, pod) !== undefined) failed = true;
  }
  const status = { observedGeneration: generation, ...statefulSetStatus(facts, step) };
  store.put('statefulsets', { ...set, status });
  return { failed, afterMs: nextAvailable(waits) };
}

/**
 * Keeps the revision that a StatefulSet's own status gives to its template. To be called before the template changes
 * for the first time: a captured revision cannot be computed again.
 */
export function recordObserved(revisions: Revisions, { metadata, spec, status }: StatefulSet): void {
  if (!status?.updateRevision || status.observedGeneration !== metadata.generation) return;
  revisions.record(metadata.uid, spec.template, status.updateRevision);
}

function observe(
  revisions: Revisions,
  set: StatefulSet,
  pods: readonly Pod[],
  waits: readonly number[],
): StatefulSetFacts {
  const { uid, name } = set.metadata;
  const { replicas, template, updateStrategy, podManagementPolicy } = set.spec;
  const updateRevision = revisions.name(uid, template, `${name}-`);
  return {
    replicas,
    strategy: updateStrategy?.type === 'OnDelete' ? 'OnDelete' : 'RollingUpdate',
    parallel: podManagementPolicy === 'Parallel',
    partition: updateStrategy?.rollingUpdate?.partition ?? 0,
    currentRevision: set.status?.currentRevision ?? updateRevision,
    updateRevision,
    pods: pods.map((pod, index) => ({
      ordinal: ordinalOf(pod, name),
      revision: pod.metadata.labels?.[REVISION_LABEL] ?? '',
      ready: isReady(pod),
      available: waits[index] === 0,
      failed: pod.status.phase === 'Failed',
      terminating: isTerminating(pod),
    })),
  };
}

function ordinalOf(pod: Pod, set: string): number {
  return Number(pod.metadata.name.slice(set.length + 1));
}

function ordinalPod(set: StatefulSet, template: PodTemplate, ordinal: number, revision: string): Pod {
  const name = `${set.metadata.name}-${ordinal}`;
  return newPod(set, template, {
    name,
    labels: { [REVISION_LABEL]: revision, 'statefulset.kubernetes.io/pod-name': name },
    spec: { hostname: name, ...(set.spec.serviceName && { subdomain: set.spec.serviceName }) },
  });
}
