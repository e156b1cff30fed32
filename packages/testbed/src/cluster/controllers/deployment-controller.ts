import { controllerReference, type Deployment, type ReplicaSet } from '../api/objects.ts';
import { keyOf } from '../api/resources.ts';
import { BLANK_IDENTITY, type Store } from '../api/store.ts';
import { countOf, planDeployment, type ReplicaSetFact } from './deployment-plan.ts';
import { deploymentStatus } from './deployment-status.ts';
import { templateHash } from './revision.ts';

const HASH_LABEL = 'pod-template-hash';
const REVISION = 'deployment.kubernetes.io/revision';

/** Takes a Deployment one step further, through its ReplicaSets, and writes its status. */
export function reconcileDeployment(store: Store, deployment: Deployment): void {
  const { namespace, uid } = deployment.metadata;
  const sets = store.ownedBy(uid, 'replicasets').sort((a, b) => revisionOf(a) - revisionOf(b));
  const wanted = templateHash(deployment.spec.template);
  const found = sets.find((set) => templateHash(withoutHash(set)) === wanted);
  const current = found ?? store.put('replicasets', newReplicaSet(deployment, sets));
  const old = sets.filter((set) => set !== found);

  const { replicas, strategy } = deployment.spec;
  const { maxSurge = '25%', maxUnavailable = '25%' } = strategy?.rollingUpdate ?? {};
  const surge = countOf(maxSurge, replicas, Math.ceil);
  const unavailable = countOf(maxUnavailable, replicas, Math.floor) || (surge === 0 ? 1 : 0);
  const facts = {
    replicas,
    maxSurge: surge,
    maxUnavailable: unavailable,
    current: fact(current),
    old: old.map(fact),
  };
  const step = planDeployment(facts);
  const scaled = step && store.get('replicasets', keyOf(namespace, step.name));
  if (step && scaled)
    store.put('replicasets', { ...scaled, spec: { ...scaled.spec, replicas: step.replicas } });

  const annotations = { ...deployment.metadata.annotations, [REVISION]: String(revisionOf(current)) };
  const status = deploymentStatus(deployment, current, old, replicas - unavailable, store.now());
  store.put('deployments', { ...deployment, metadata: { ...deployment.metadata, annotations }, status });
}

function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[REVISION] ?? 0);
}

function fact({ metadata, spec, status }: ReplicaSet): ReplicaSetFact {
  return { name: metadata.name, replicas: spec.replicas, available: status?.readyReplicas ?? 0 };
}

/** The template as the Deployment has it: the ReplicaSet's own label is not part of it. */
function withoutHash({ spec: { template } }: ReplicaSet) {
  const { [HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

function newReplicaSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet {
  const { name, namespace } = deployment.metadata;
  const { selector, template } = deployment.spec;
  const hash = { [HASH_LABEL]: templateHash(template) };
  const labels = { ...template.metadata?.labels, ...hash };
  const last = Math.max(0, ...sets.map(revisionOf));
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
      selector: { ...selector, matchLabels: { ...selector.matchLabels, ...hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  };
}
