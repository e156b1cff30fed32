import type { Events } from '../api/events.ts';
import type { Pod } from '../api/objects.ts';
import type { Store } from '../api/store.ts';
import type { Nodes } from './nodes.ts';
import { scheduledStatus, unschedulableStatus } from './pod-status.ts';

/**
 * Gives a pod its node, and says so. https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
 *
 * @returns the pod with its node; undefined when there is none for it
 */
export function schedule(store: Store, events: Events, nodes: Nodes, pod: Pod): Pod | undefined {
  const nodeName = nodes.schedule(pod);
  if (nodeName === undefined) {
    const message = whyNot(nodes.names.length);
    store.put('pods', { ...pod, status: unschedulableStatus(pod, message, store.now()) });
    const report = { reason: 'FailedScheduling', message, action: 'Scheduling' };
    events.recordScheduling(pod, { type: 'Warning', ...report });
    return undefined;
  }
  const spec = { ...pod.spec, nodeName };
  const scheduled = store.put('pods', { ...pod, spec, status: scheduledStatus(pod, store.now()) });
  const { namespace, name } = pod.metadata;
  const message = `Successfully assigned ${namespace}/${name} to ${nodeName}`;
  events.recordScheduling(scheduled, { reason: 'Scheduled', message, action: 'Binding' });
  return scheduled;
}

function whyNot(nodes: number): string {
  const none = `0/${nodes} nodes are available`;
  return (
    `${none}: ${nodes} node(s) didn't match Pod's node affinity/selector. ` +
    `preemption: ${none}: ${nodes} Preemption is not helpful for scheduling..`
  );
}
