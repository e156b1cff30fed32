import { controllerReference, type Deployment, isFinished, type ReplicaSet } from '../api/objects.ts';
import { BLANK_IDENTITY } from '../api/store.ts';
import type { ControllerContext } from './context.ts';
import {
  countOf,
  type DeploymentFacts,
  planDeployment,
  planRecreate,
  type ReplicaSetFact,
} from './deployment-plan.ts';
import { deploymentStatus } from './deployment-status.ts';
import { templateHash } from './revision.ts';

const HASH_LABEL = 'pod-template-hash';
const REVISION = 'deployment.kubernetes.io/revision';

/** Takes a Deployment one step further, through its ReplicaSets, and writes its status. */
export function reconcileDeployment(context: ControllerContext, deployment: Deployment): void {
  const { store } = context;
  const { spec, metadata } = deployment;
  const sets = store.ownedBy(metadata.uid, 'replicasets').sort((a, b) => revisionOf(a) - revisionOf(b));
  const wanted = templateHash(spec.template);
  const found = sets.find((set) => templateHash(withoutHash(set)) === wanted);
  const old = sets.filter((set) => set !== found);
  const next = found ?? newReplicaSet(deployment, sets);
  const { maxSurge, maxUnavailable } = limits(deployment);
  const facts = {
    replicas: spec.replicas,
    maxSurge,
    maxUnavailable,
    current: fact(next),
    old: old.map(fact),
  };

  if (!spec.paused) step(context, deployment, facts, found, next, old);

  const now = store.ownedBy(metadata.uid, 'replicasets');
  const current = now.find(({ metadata: { name } }) => name === next.metadata.name);
  const others = now.filter((set) => set !== current);
  const status = deploymentStatus(deployment, current, others, spec.replicas - maxUnavailable, store.now());
  const annotations = {
    ...metadata.annotations,
    ...(current && { [REVISION]: String(revisionOf(current)) }),
  };
  store.put('deployments', { ...deployment, metadata: { ...metadata, annotations }, status });
}

function step(
  context: ControllerContext,
  deployment: Deployment,
  facts: DeploymentFacts,
  found: ReplicaSet | undefined,
  next: ReplicaSet,
  old: readonly ReplicaSet[],
): void {
  const { store, events } = context;
  const isRecreate = deployment.spec.strategy?.type === 'Recreate';
  const hasOldPods = old.some(({ metadata: { uid } }) => !store.ownedBy(uid, 'pods').every(isFinished));
  const steps = isRecreate ? planRecreate(facts, hasOldPods) : planDeployment(facts);
  for (const { name, replicas } of steps) {
    const set = [next, ...old].find((one) => one.metadata.name === name);
    if (!set) continue;
    const isNew = set === next && !found;
    const direction = replicas > set.spec.replicas ? 'up' : 'down';
    const from = isNew ? '' : ` from ${set.spec.replicas}`;
    const message = `Scaled ${direction} replica set ${name} to ${replicas}${from}`;
    store.put('replicasets', { ...set, spec: { ...set.spec, replicas } });
    events.record({ component: 'deployment-controller' }, deployment, {
      reason: 'ScalingReplicaSet',
      message,
    });
  }
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable */
function limits({ spec: { replicas, strategy } }: Deployment) {
  if (strategy?.type === 'Recreate') return { maxSurge: 0, maxUnavailable: 0 };
  const { maxSurge = '25%', maxUnavailable = '25%' } = strategy?.rollingUpdate ?? {};
  const surge = countOf(maxSurge, replicas, Math.ceil);
  return {
    maxSurge: surge,
    maxUnavailable: countOf(maxUnavailable, replicas, Math.floor) || (surge === 0 ? 1 : 0),
  };
}

function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[REVISION] ?? 0);
}

function fact({ metadata, spec, status }: ReplicaSet): ReplicaSetFact {
  return { name: metadata.name, replicas: spec.replicas, available: status?.availableReplicas ?? 0 };
}

/** The template as the Deployment has it: the ReplicaSet's own label is not part of it. */
function withoutHash({ spec: { template } }: ReplicaSet) {
  const { [HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** The ReplicaSet for a template that has none, not yet stored. */
function newReplicaSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet {
  const { name, namespace } = deployment.metadata;
  const { selector, template, minReadySeconds } = deployment.spec;
  const hash = { [HASH_LABEL]: templateHash(template) };
  const labels = { ...template.metadata?.labels, ...hash };
  const last = sets.reduce((most, set) => Math.max(most, revisionOf(set)), 0);
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash[HASH_LABEL]}`,
      namespace,
      ...BLANK_IDENTITY,
      labels,
      annotations: { [REVISION]: String(last + 1) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: 0,
      ...(minReadySeconds !== undefined && { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, ...hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  };
}
