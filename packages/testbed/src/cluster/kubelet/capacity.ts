import { isFinished, type Pod } from '../api/objects.ts';

/** What fits on a node; without a limit, anything. */
export interface Capacity {
  pods?: number;
  /** In Kubernetes' notation: `"2"`, `"1500m"`. */
  cpu?: string;
}

/** Why a pod does not fit on a node, in its kubelet's words. */
export interface NoRoom {
  reason: 'OutOfpods' | 'OutOfcpu';
  message: string;
}

/**
 * Whether a pod fits beside the others of its node.
 * https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 *
 * @param others pods of the node; those that have finished take nothing
 */
export function noRoomFor(pod: Pod, others: readonly Pod[], capacity: Capacity): NoRoom | undefined {
  const running = others.filter((other) => !isFinished(other));
  return (
    lack('pods', 1, running.length, capacity.pods) ??
    lack(
      'cpu',
      cpuOf(pod),
      running.reduce((sum, other) => sum + cpuOf(other), 0),
      capacity.cpu === undefined ? undefined : milli(capacity.cpu),
    )
  );
}

function lack(
  resource: 'pods' | 'cpu',
  requested: number,
  used: number,
  capacity = Number.POSITIVE_INFINITY,
): NoRoom | undefined {
  if (requested === 0 || requested + used <= capacity) return undefined;
  const counts = `requested: ${requested}, used: ${used}, capacity: ${capacity}`;
  return {
    reason: `OutOf${resource}`,
    message: `Node didn't have enough resource: ${resource}, ${counts}`,
  };
}

/** The CPU that a pod's containers request, in thousandths. */
function cpuOf({ spec }: Pod): number {
  const requests = spec.containers.map(
    ({ resources }) =>
      (resources as { requests?: { cpu?: string | number } } | undefined)?.requests?.cpu ?? 0,
  );
  return requests.reduce<number>((sum, cpu) => sum + milli(String(cpu)), 0);
}

function milli(quantity: string): number {
  return quantity.endsWith('m') ? Number(quantity.slice(0, -1)) : Number(quantity) * 1000;
}
