import { RESOURCES, type ResourceName } from './resources.ts';

/** What a user may not do. A field that is left out stands for all its values. */
export interface Denial {
  verb?: string;
  /** API group, '' for pods and namespaces. */
  group?: string;
  resource?: string;
  /** Denied there, and for requests across all namespaces: RBAC knows no exceptions. */
  namespace?: string;
}

export interface Attempt {
  user: string;
  verb: string;
  group: string;
  resource: string;
  /** undefined: at the cluster scope, or in all namespaces. */
  namespace?: string;
}

/**
 * The rights of the cluster's users: everything is allowed that is not denied, and nothing to system:anonymous.
 * https://kubernetes.io/docs/reference/access-authn-authz/authorization/
 */
export class Access {
  #denials = new Set<Denial>();

  /** Adds a denial, also while requests are being served. Returns the function that lifts it. */
  deny(denial: Denial): () => void {
    this.#denials.add(denial);
    return () => this.#denials.delete(denial);
  }

  allows(attempt: Attempt): boolean {
    if (attempt.user === 'system:anonymous') return false;
    return ![...this.#denials].some((denial) => covers(denial, attempt));
  }
}

function covers(denial: Denial, { verb, group, resource, namespace }: Attempt): boolean {
  const same = (denied: string | undefined, asked: string) =>
    denied === undefined || asked === denied || asked === '*';
  return (
    same(denial.verb, verb) &&
    same(denial.group, group) &&
    same(denial.resource, resource) &&
    (namespace === undefined || same(denial.namespace, namespace))
  );
}

/** The attempt that a request of one of the kept resources is. */
export function attempt(user: string, verb: string, resource: ResourceName, namespace?: string): Attempt {
  return { user, verb, group: RESOURCES[resource].group, resource, namespace };
}

export interface AccessReview {
  spec?: { resourceAttributes?: { verb?: string; group?: string; resource?: string; namespace?: string } };
}

/**
 * Answers a SelfSubjectAccessReview, which is what `kubectl auth can-i` asks.
 * https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/
 */
export function review(access: Access, user: string, request: AccessReview) {
  const { verb = '', group = '', resource = '', namespace = '' } = request.spec?.resourceAttributes ?? {};
  const allowed = access.allows({ user, verb, group, resource, namespace: namespace || undefined });
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { creationTimestamp: null },
    spec: request.spec,
    status: { allowed },
  };
}
