import type { Change } from '../api/history.ts';
import type { KubeObject, StatefulSet } from '../api/objects.ts';
import { keyOf, type ResourceName, resourceOfKind } from '../api/resources.ts';
import type { Work } from '../time/work.ts';
import type { Again, ControllerContext } from './context.ts';
import { reconcileDaemonSet } from './daemonset-controller.ts';
import { reconcileDeployment } from './deployment-controller.ts';
import { overwrite, type Part, partsToOverwrite } from './notebook-overwrite.ts';
import { reconcileReplicaSet } from './replicaset-controller.ts';
import { reconcileStatefulSet, recordObserved } from './statefulset-controller.ts';

/** How long a controller waits before it tries again what failed, in milliseconds; it doubles with each failure. */
const FIRST_RETRY_MS = 5;
const LAST_RETRY_MS = 1_000_000;

const CONTROLLED = new Set<ResourceName>([
  'notebooks',
  'statefulsets',
  'deployments',
  'replicasets',
  'daemonsets',
]);

interface Item {
  resource: ResourceName;
  key: string;
}

/**
 * The controller manager and Kubeflow's notebook controller: each change of a workload, or of something it controls,
 * brings its controller into action soon after. https://kubernetes.io/docs/concepts/architecture/controller/
 */
export class Controllers {
  readonly #context: ControllerContext;
  readonly #work: Work;
  readonly #queue = new Map<string, Item>();
  readonly #failures = new Map<string, number>();
  readonly #waits = new Set<string>();
  readonly #overwrites = new Map<string, Set<Part>>();

  constructor(context: ControllerContext, work: Work) {
    this.#context = context;
    this.#work = work;
  }

  onChange(change: Change): void {
    const { resource, key, object, previous } = change;
    if (previous && resource === 'statefulsets')
      recordObserved(this.#context.revisions, previous as StatefulSet);
    for (const part of partsToOverwrite(change)) {
      this.#overwrites.set(key, (this.#overwrites.get(key) ?? new Set()).add(part));
    }
    this.#enqueue({ resource, key });
    const owner = this.#enqueueOwner(object);
    // a Deployment that recreates its pods waits until the last old one is gone, which its ReplicaSet doesn't show
    if (change.type === 'DELETED' && owner?.kind === 'ReplicaSet') this.#enqueueOwner(owner);
  }

  #enqueueOwner({ metadata }: KubeObject): KubeObject | undefined {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller);
    const resource = owner && resourceOfKind(owner.kind);
    if (!resource) return undefined;
    const key = keyOf(metadata.namespace, owner.name);
    this.#enqueue({ resource, key });
    return this.#context.store.get(resource, key);
  }

  #enqueue(item: Item): void {
    if (!CONTROLLED.has(item.resource)) return;
    if (this.#queue.size === 0) this.#work.soon(() => this.#run());
    this.#queue.set(idOf(item), item);
  }

  #run(): void {
    const [batch, overwrites] = [[...this.#queue.values()], [...this.#overwrites]];
    this.#queue.clear();
    this.#overwrites.clear();
    // first, so that no pod is replaced for a template that the Notebook is about to revert
    for (const [key, parts] of overwrites) this.#overwrite(key, parts);
    for (const item of batch) this.#look(item, this.#reconcile(item));
  }

  #overwrite(key: string, parts: Set<Part>): void {
    const { store } = this.#context;
    const notebook = store.get('notebooks', key);
    const set = store.get('statefulsets', key);
    if (notebook && set) store.put('statefulsets', overwrite(notebook, set, parts));
  }

  #reconcile({ resource, key }: Item): Again {
    const context = this.#context;
    const { store } = context;
    if (resource === 'statefulsets') {
      const set = store.get(resource, key);
      if (set) return reconcileStatefulSet(context, set);
    } else if (resource === 'deployments') {
      const deployment = store.get(resource, key);
      if (deployment) reconcileDeployment(context, deployment);
    } else if (resource === 'replicasets') {
      const set = store.get(resource, key);
      if (set) return reconcileReplicaSet(context, set);
    } else if (resource === 'daemonsets') {
      const set = store.get(resource, key);
      if (set) return reconcileDaemonSet(context, set);
    }
    return {};
  }

  /** Has an object looked at again. */
  #look(item: Item, { failed, afterMs }: Again): void {
    const id = idOf(item);
    if (failed) {
      const failures = this.#failures.get(id) ?? 0;
      this.#failures.set(id, failures + 1);
      const ms = Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS);
      this.#work.retry(ms, () => this.#enqueue(item));
    } else this.#failures.delete(id);
    if (afterMs === undefined || this.#waits.has(id)) return;
    this.#waits.add(id);
    this.#work.later(afterMs, () => {
      this.#waits.delete(id);
      this.#enqueue(item);
    });
  }
}

function idOf({ resource, key }: Item): string {
  return `${resource}/${key}`;
}
