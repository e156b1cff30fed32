import { isFinished, type Pod } from './objects.ts';
import { violations } from './pod-security.ts';
import { notAdmitted } from './status.ts';
import type { Store } from './store.ts';

/** What a mutating webhook makes of a pod that is being created: other images, more containers. */
export type Mutate = (pod: Pod) => Pod;

/**
 * Every pod passes here on its way into the store, whoever creates it.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
 */
export class Admission {
  readonly #store: Store;
  readonly #mutate: Mutate;

  constructor(store: Store, mutate: Mutate = (pod) => pod) {
    this.#store = store;
    this.#mutate = mutate;
  }

  /**
   * Creates a pod, or with `isDry` only sees whether it could.
   *
   * @returns the pod as it is stored
   * @throws ApiError 403 when its namespace doesn't let it in, or a quota has no room for it
   */
  create(pod: Pod, isDry = false): Pod {
    const admitted = this.#mutate(pod);
    const { name, namespace = '' } = admitted.metadata;
    const violation = violations(this.#store.get('namespaces', namespace), admitted);
    if (violation !== undefined) throw notAdmitted(name, violation);
    this.#checkQuotas(admitted);
    return isDry ? admitted : this.#store.put('pods', admitted);
  }

  /** Pods are all that is counted, those that have not finished yet. https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
  #checkQuotas({ metadata: { name, namespace } }: Pod): void {
    const limiting = this.#store
      .list('resourcequotas')
      .filter(({ metadata, spec }) => metadata.namespace === namespace && spec.hard?.pods !== undefined);
    if (limiting.length === 0) return;
    const used = this.#store
      .list('pods')
      .filter((other) => other.metadata.namespace === namespace && !isFinished(other)).length;
    for (const quota of limiting) {
      const limited = Number(quota.spec.hard?.pods);
      const counts = `requested: pods=1, used: pods=${used}, limited: pods=${limited}`;
      if (used + 1 > limited) throw notAdmitted(name, `exceeded quota: ${quota.metadata.name}, ${counts}`);
    }
  }
}
