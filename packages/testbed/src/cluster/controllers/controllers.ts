import type { Change } from '../api/history.ts';
import type { StatefulSet } from '../api/objects.ts';
import { keyOf, type ResourceName, resourceOfKind } from '../api/resources.ts';
import type { Store } from '../api/store.ts';
import type { Nodes } from '../kubelet/nodes.ts';
import type { Work } from '../time/work.ts';
import { reconcileDaemonSet } from './daemonset-controller.ts';
import { reconcileDeployment } from './deployment-controller.ts';
import { overwrite, type Part, partsToOverwrite } from './notebook-overwrite.ts';
import { reconcileReplicaSet } from './replicaset-controller.ts';
import { Revisions } from './revision.ts';
import { reconcileStatefulSet, recordObserved } from './statefulset-controller.ts';

/**
 * The controller manager and Kubeflow's notebook controller: each change of a workload, or of something it controls,
 * brings its controller into action soon after. https://kubernetes.io/docs/concepts/architecture/controller/
 */
export class Controllers {
  readonly #store: Store;
  readonly #work: Work;
  readonly #nodes: Nodes;
  readonly #revisions = new Revisions();
  readonly #queue = new Map<string, { resource: ResourceName; key: string }>();
  readonly #overwrites = new Map<string, Set<Part>>();

  constructor(store: Store, work: Work, nodes: Nodes) {
    this.#store = store;
    this.#work = work;
    this.#nodes = nodes;
  }

  onChange(change: Change): void {
    const { resource, key, object, previous } = change;
    if (previous && resource === 'statefulsets') recordObserved(this.#revisions, previous as StatefulSet);
    for (const part of partsToOverwrite(change)) {
      this.#overwrites.set(key, (this.#overwrites.get(key) ?? new Set()).add(part));
    }
    this.#enqueue(resource, key);
    const owner = object.metadata.ownerReferences?.find(({ controller }) => controller);
    const owning = owner && resourceOfKind(owner.kind);
    if (owning) this.#enqueue(owning, keyOf(object.metadata.namespace, owner.name));
  }

  #enqueue(resource: ResourceName, key: string): void {
    if (this.#queue.size === 0) this.#work.soon(() => this.#run());
    this.#queue.set(`${resource}/${key}`, { resource, key });
  }

  #run(): void {
    const [batch, overwrites] = [[...this.#queue.values()], [...this.#overwrites]];
    this.#queue.clear();
    this.#overwrites.clear();
    // first, so that no pod is replaced for a template that the Notebook is about to revert
    for (const [key, parts] of overwrites) this.#overwrite(key, parts);
    for (const { resource, key } of batch) this.#reconcile(resource, key);
  }

  #overwrite(key: string, parts: Set<Part>): void {
    const notebook = this.#store.get('notebooks', key);
    const set = this.#store.get('statefulsets', key);
    if (notebook && set) this.#store.put('statefulsets', overwrite(notebook, set, parts));
  }

  #reconcile(resource: ResourceName, key: string): void {
    const store = this.#store;
    if (resource === 'statefulsets') {
      const set = store.get(resource, key);
      if (set) reconcileStatefulSet(store, this.#revisions, set);
    } else if (resource === 'deployments') {
      const deployment = store.get(resource, key);
      if (deployment) reconcileDeployment(store, deployment);
    } else if (resource === 'replicasets') {
      const set = store.get(resource, key);
      if (set) reconcileReplicaSet(store, set);
    } else if (resource === 'daemonsets') {
      const set = store.get(resource, key);
      if (set) reconcileDaemonSet(store, this.#revisions, this.#nodes.names, set);
    }
  }
}
