import { deletePod } from '../api/deletion.ts';
import { type DaemonSet, isReady, isTerminating, type Pod } from '../api/objects.ts';
import { keyOf } from '../api/resources.ts';
import type { Store } from '../api/store.ts';
import { nodeAffinity, requiredNode } from '../kubelet/nodes.ts';
import { type DaemonSetFacts, daemonSetStatus, planDaemonSet } from './daemonset-plan.ts';
import { countOf } from './deployment-plan.ts';
import { newPod } from './new-pod.ts';
import { type Revisions, randomSuffix } from './revision.ts';

const REVISION_LABEL = 'controller-revision-hash';

/** Takes a DaemonSet one step further on these nodes, and writes its status. */
export function reconcileDaemonSet(
  store: Store,
  revisions: Revisions,
  nodes: string[],
  set: DaemonSet,
): void {
  const { namespace, uid, generation } = set.metadata;
  const pods = store.ownedBy(uid, 'pods');
  const first = pods[0]?.metadata.labels?.[REVISION_LABEL];
  // pods of a template that was observed before anyone here saw it, in a capture, name its revision
  if (set.status?.observedGeneration === generation && first) revisions.record(uid, set.spec.template, first);

  const before = observe(revisions, nodes, set, pods);
  const step = planDaemonSet(before);
  for (const node of step.create) store.put('pods', daemonPod(set, before.updateRevision, node));
  for (const pod of step.delete) deletePod(store, keyOf(namespace, pod));

  const facts = observe(revisions, nodes, set, store.ownedBy(uid, 'pods'));
  store.put('daemonsets', { ...set, status: { ...daemonSetStatus(facts), observedGeneration: generation } });
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
  revisions: Revisions,
  nodes: string[],
  set: DaemonSet,
  pods: readonly Pod[],
): DaemonSetFacts {
  const { template, updateStrategy } = set.spec;
  return {
    nodes,
    strategy: updateStrategy?.type === 'OnDelete' ? 'OnDelete' : 'RollingUpdate',
    maxUnavailable: countOf(updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, nodes.length, Math.ceil),
    updateRevision: revisions.name(set.metadata.uid, template),
    pods: pods.map((pod) => ({
      name: pod.metadata.name,
      node: pod.spec.nodeName ?? requiredNode(pod.spec) ?? '',
      revision: pod.metadata.labels?.[REVISION_LABEL] ?? '',
      ready: isReady(pod),
      terminating: isTerminating(pod),
    })),
  };
}
