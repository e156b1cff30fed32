import { type DaemonSet, isReady, isTerminating, type Pod } from '../api/objects.ts';
import { nodeAffinity, requiredNode } from '../kubelet/nodes.ts';
import { nextAvailable, untilAvailable } from './availability.ts';
import type { Again, ControllerContext } from './context.ts';
import { type DaemonSetFacts, daemonSetStatus, planDaemonSet } from './daemonset-plan.ts';
import { countOf } from './deployment-plan.ts';
import { newPod } from './new-pod.ts';
import { randomSuffix } from './revision.ts';

const REVISION_LABEL = 'controller-revision-hash';

/** Takes a DaemonSet one step further, and writes its status, which counts the pods as they were before. */
export function reconcileDaemonSet(context: ControllerContext, set: DaemonSet): Again {
  const { store, pods: control, revisions } = context;
  const { uid, generation } = set.metadata;
  const pods = store.ownedBy(uid, 'pods');
  const first = pods[0]?.metadata.labels?.[REVISION_LABEL];
  // pods of a template that was observed before anyone here saw it, in a capture, name its revision
  if (set.status?.observedGeneration === generation && first) revisions.record(uid, set.spec.template, first);

  const waits = pods.map((pod) => untilAvailable(pod, set.spec.minReadySeconds ?? 0, store.nowMs()));
  const facts = observe(context, set, pods, waits);
  const step = planDaemonSet(facts);
  let failed = false;
  for (const node of step.create)
    if (control.create(set, daemonPod(set, facts.updateRevision, node)) !== undefined) failed = true;
  for (const pod of pods) if (step.delete.includes(pod.metadata.name)) control.delete(set, pod);

  store.put('daemonsets', { ...set, status: { ...daemonSetStatus(facts), observedGeneration: generation } });
  return { failed, afterMs: nextAvailable(waits) };
}

function daemonPod(set: DaemonSet, revision: string, node: string): Pod {
  const { name, generation = 1 } = set.metadata;
  return newPod(set, set.spec.template, {
    name: `${name}-${randomSuffix()}`,
    labels: { [REVISION_LABEL]: revision, 'pod-template-generation': String(generation) },
    spec: { affinity: nodeAffinity(node) },
  });
}

function observe(
  { revisions, nodes }: ControllerContext,
  set: DaemonSet,
  pods: readonly Pod[],
  waits: readonly number[],
): DaemonSetFacts {
  const { template, updateStrategy } = set.spec;
  const { maxUnavailable = 1 } = updateStrategy?.rollingUpdate ?? {};
  return {
    nodes: nodes(),
    strategy: updateStrategy?.type === 'OnDelete' ? 'OnDelete' : 'RollingUpdate',
    maxUnavailable: countOf(maxUnavailable, nodes().length, Math.ceil),
    updateRevision: revisions.name(set.metadata.uid, template),
    pods: pods.map((pod, index) => ({
      name: pod.metadata.name,
      node: pod.spec.nodeName ?? requiredNode(pod.spec) ?? '',
      revision: pod.metadata.labels?.[REVISION_LABEL] ?? '',
      ready: isReady(pod),
      available: waits[index] === 0,
      terminating: isTerminating(pod),
    })),
  };
}
