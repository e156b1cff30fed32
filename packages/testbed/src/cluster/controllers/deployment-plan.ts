/** What the Deployment controller sees of a ReplicaSet. */
export interface ReplicaSetFact {
  name: string;
  /** Pods that it is to have. */
  replicas: number;
  /** Pods of it that are available. */
  available: number;
}

export interface DeploymentFacts {
  replicas: number;
  maxSurge: number;
  maxUnavailable: number;
  /** The ReplicaSet of the present template. */
  current: ReplicaSetFact;
  /** All others, oldest first. */
  old: readonly ReplicaSetFact[];
}

/** A ReplicaSet to scale now, and to how many pods. */
export interface Scaling {
  name: string;
  replicas: number;
}

/**
 * The next step of a rolling update: the new ReplicaSet grows as far as maxSurge lets it, then the old ones shrink as
 * far as maxUnavailable lets them, pods that are not available first. Nothing: wait for pods, or done.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
 */
export function planDeployment(facts: DeploymentFacts): Scaling[] {
  const { replicas, maxSurge, maxUnavailable, current, old } = facts;
  const total = sum([current, ...old], (set) => set.replicas);
  const room = Math.min(replicas + maxSurge - total, replicas - current.replicas);
  if (current.replicas > replicas) return [{ name: current.name, replicas }];
  if (room > 0) return [{ name: current.name, replicas: current.replicas + room }];

  const minAvailable = replicas - maxUnavailable;
  const removable = total - minAvailable - (current.replicas - current.available);
  if (removable <= 0) return [];
  const unhealthy = old.find((set) => set.replicas > set.available);
  if (unhealthy) {
    const surplus = Math.min(removable, unhealthy.replicas - unhealthy.available);
    return [{ name: unhealthy.name, replicas: unhealthy.replicas - surplus }];
  }
  const spare = Math.min(removable, sum([current, ...old], (set) => set.available) - minAvailable);
  const shrinking = old.find((set) => set.replicas > 0);
  if (!shrinking || spare <= 0) return [];
  return [{ name: shrinking.name, replicas: Math.max(0, shrinking.replicas - spare) }];
}

/**
 * The next step with strategy Recreate: all old pods go, terminating ones too, before the first new one comes.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#recreate-deployment
 */
export function planRecreate({ replicas, current, old }: DeploymentFacts, hasOldPods: boolean): Scaling[] {
  const shrinking = old.filter((set) => set.replicas > 0);
  if (shrinking.length > 0) return shrinking.map(({ name }) => ({ name, replicas: 0 }));
  if (hasOldPods || current.replicas === replicas) return [];
  return [{ name: current.name, replicas }];
}

function sum(sets: readonly ReplicaSetFact[], count: (set: ReplicaSetFact) => number): number {
  return sets.reduce((total, set) => total + count(set), 0);
}

/** Reads a count that may be a percentage of the replicas, such as maxSurge: `1`, `"25%"`. */
export function countOf(value: number | string, replicas: number, round: (n: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) / 100) * replicas);
}
