import type { Admission } from '../api/admission.ts';
import { deletePod } from '../api/deletion.ts';
import type { Events } from '../api/events.ts';
import type { KubeObject, Pod } from '../api/objects.ts';
import { keyOf } from '../api/resources.ts';
import { ApiError } from '../api/status.ts';
import type { Store } from '../api/store.ts';

/** How a controller tells what it has done with a pod. */
interface Words {
  component: string;
  created: (pod: string, owner: string) => string;
  notCreated: (pod: string, owner: string, error: string) => string;
  deleted: (pod: string, owner: string) => string;
}

const SHORT = {
  created: (pod: string) => `Created pod: ${pod}`,
  notCreated: (_pod: string, _owner: string, error: string) => `Error creating: ${error}`,
  deleted: (pod: string) => `Deleted pod: ${pod}`,
};

const WORDS: Record<string, Words> = {
  StatefulSet: {
    component: 'statefulset-controller',
    created: (pod, owner) => `create Pod ${pod} in StatefulSet ${owner} successful`,
    notCreated: (pod, owner, error) => `create Pod ${pod} in StatefulSet ${owner} failed error: ${error}`,
    deleted: (pod, owner) => `delete Pod ${pod} in StatefulSet ${owner} successful`,
  },
  ReplicaSet: { component: 'replicaset-controller', ...SHORT },
  DaemonSet: { component: 'daemonset-controller', ...SHORT },
};

/** Creates and deletes the pods of workloads, and leaves their Events. */
export class PodControl {
  readonly #store: Store;
  readonly #events: Events;
  readonly #admission: Admission;

  constructor(store: Store, events: Events, admission: Admission) {
    this.#store = store;
    this.#events = events;
    this.#admission = admission;
  }

  /** @returns undefined when the pod is there now, else why the API server refused it */
  create(owner: KubeObject, pod: Pod): string | undefined {
    const words = WORDS[owner.kind];
    const [podName, name] = [pod.metadata.name, owner.metadata.name];
    try {
      this.#admission.create(pod);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const message = words?.notCreated(podName, name, error.message);
      this.#tell(owner, 'FailedCreate', message, 'Warning');
      return error.message;
    }
    this.#tell(owner, 'SuccessfulCreate', words?.created(podName, name));
    return undefined;
  }

  delete(owner: KubeObject, pod: Pod): void {
    const { name, namespace } = pod.metadata;
    deletePod(this.#store, keyOf(namespace, name));
    this.#tell(owner, 'SuccessfulDelete', WORDS[owner.kind]?.deleted(name, owner.metadata.name));
  }

  #tell(owner: KubeObject, reason: string, message = '', type: 'Normal' | 'Warning' = 'Normal'): void {
    const component = WORDS[owner.kind]?.component ?? '';
    this.#events.record({ component }, owner, { type, reason, message });
  }
}
