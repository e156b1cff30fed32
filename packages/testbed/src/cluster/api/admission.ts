import { isFinished, type Pod } from './objects.ts';
import { exceededQuota } from './status.ts';
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
   * @throws ApiError 403 when a quota of its namespace forbids it
   */
  create(pod: Pod, isDry = false): Pod {
    const admitted = this.#mutate(pod);
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
      if (used + 1 > limited) throw exceededQuota(name, quota.metadata.name, { used, limited });
    }
  }
}
