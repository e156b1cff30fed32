import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Faults } from '../http/faults.ts';
import { Access, type Denial } from './api/access.ts';
import { Admission, type Mutate } from './api/admission.ts';
import { handle } from './api/api.ts';
import { ApiWork } from './api/api-work.ts';
import { readDiscovery } from './api/discovery.ts';
import { Events } from './api/events.ts';
import type { Change } from './api/history.ts';
import { kubeconfig } from './api/kubeconfig.ts';
import type { KubeObject, Pod } from './api/objects.ts';
import { keyOf, type ResourceName, type Resources } from './api/resources.ts';
import { Snapshots } from './api/snapshots.ts';
import { statusFor } from './api/status.ts';
import { Store } from './api/store.ts';
import { remove, update } from './api/write.ts';
import { Controllers } from './controllers/controllers.ts';
import { PodControl } from './controllers/pod-control.ts';
import { Revisions } from './controllers/revision.ts';
import { type Breakage, ImageBook, type ImageFacts } from './kubelet/image-facts.ts';
import { Kubelet } from './kubelet/kubelet.ts';
import { restartKubelets } from './kubelet/kubelet-restart.ts';
import type { ImageSource } from './kubelet/node-images.ts';
import { type NodeFacts, Nodes } from './kubelet/nodes.ts';
import type { KubeletTimes } from './kubelet/pod-progress.ts';
import { ManualClock, runningClock } from './time/clock.ts';
import { Work } from './time/work.ts';

export interface ClusterOptions extends Partial<KubeletTimes> {
  /** Where the nodes pull images from. */
  images: ImageSource;
  /** On 127.0.0.1; default: a free one. */
  port?: number;
  /**
   * How many times as fast as the wall clock the cluster's time runs: with 20, a pod that takes 60 s is ready after 3 s,
   * and objects show 60 s. 0: time stands still, and `advance` and `settled` move it on. Default: 1. What concerns
   * clients, the time limits and bookmarks of watches, keeps to the wall clock.
   */
  timeScale?: number;
  /** What a mutating webhook makes of each pod that is created: an image with a mirror's prefix, one more container. */
  admission?: Mutate;
  /** Whether a new pod first shows the containers of the one of its name before it, as a kubelet that lags behind does. */
  slowKubelet?: boolean;
  /** Milliseconds between the bookmarks of a watch. Default: a minute, as on a real server. */
  bookmarkMs?: number;
}

/** A request as the server saw it. */
export interface RecordedRequest {
  method: string;
  /** With query, as sent. */
  path: string;
  /** 0: not answered (yet). */
  status: number;
  userAgent: string;
}

export type Cluster = Awaited<ReturnType<typeof startCluster>>;

/**
 * Starts an embedded cluster without objects: an API server on 127.0.0.1 for kubectl (plain HTTP, no credentials),
 * and behind it the controllers and kubelets that the workloads of this project need.
 *
 * @param options times in milliseconds of the cluster's clock; by default a pod is ready 20 ms after its start, gone
 *   20 ms after its deletion, an image is pulled at once, and one that is missing is asked for again after 100 ms
 * @throws when the port is taken
 */
export async function startCluster(options: ClusterOptions) {
  const { images, port = 0, readyDelayMs = 20, terminationMs = 20, pullBackoffMs = 100 } = options;
  const { pullMs = 0, timeScale = 1, bookmarkMs = 60_000, slowKubelet: isSlow = false } = options;
  const clock = timeScale === 0 ? new ManualClock() : runningClock(timeScale);
  const store = new Store(clock);
  const work = new Work(clock);
  const nodes = new Nodes();
  const events = new Events(store);
  const admission = new Admission(store, options.admission);
  const book = new ImageBook();
  const times = { readyDelayMs, terminationMs, pullBackoffMs, pullMs };
  const kubelet = new Kubelet({ store, work, events, images, book, times }, nodes, isSlow);
  const pods = new PodControl(store, events, admission);
  const revisions = new Revisions();
  const controllers = new Controllers({ store, events, pods, revisions, nodes: () => nodes.names }, work);
  store.onChange((change) => kubelet.onChange(change));
  store.onChange((change) => controllers.onChange(change));

  const apiWork = new ApiWork();
  const state = {
    store,
    snapshots: new Snapshots(),
    access: new Access(),
    discovery: readDiscovery(),
    work: apiWork,
    admission,
    bookmarkMs,
  };
  const faults = new Faults();
  const requests: RecordedRequest[] = [];

  const server = createServer(async (req: IncomingMessage, res: ServerResponse) => {
    const record = {
      method: req.method ?? '',
      path: req.url ?? '',
      status: 0,
      userAgent: req.headers['user-agent'] ?? '',
    };
    requests.push(record);
    const note = () => {
      if (res.headersSent) record.status = res.statusCode;
    };
    res.on('close', note);
    if (await faults.intercept(req, res, faultBody)) return note();
    await handle(state, req, res);
    note();
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    faults,
    /** All requests so far, in the order of their arrival; `requests.length = 0` forgets them. */
    requests: requests as RecordedRequest[],
    /** What requests have cost the API server so far; `apiWork.reset()` begins again. */
    apiWork,
    /** The text of a kubeconfig with the one context `testbed`. */
    kubeconfig: () => kubeconfig(url),
    /** Adds objects as they are, of a capture or generated: nothing happens to them until something changes. */
    load(objects: readonly KubeObject[]): void {
      store.load(objects);
      nodes.learn(objects);
      events.learn(objects);
      kubelet.resume(objects.filter((object): object is Pod => object.kind === 'Pod'));
    },
    /** The objects of a resource at this moment, in the order of the API. */
    objects: <R extends ResourceName>(resource: R): Resources[R][] => store.list(resource),
    /** One object at this moment, by namespace and name. */
    object: <R extends ResourceName>(
      resource: R,
      namespace: string,
      name: string,
    ): Resources[R] | undefined => store.get(resource, keyOf(namespace, name)),
    /** Changes an object as somebody else would, without a request; nothing happens when there is none. */
    edit<R extends ResourceName>(
      resource: R,
      namespace: string,
      name: string,
      change: (object: Resources[R]) => Resources[R],
    ): void {
      const object = store.get(resource, keyOf(namespace, name));
      if (object) update(store, resource, change(object));
    },
    /** Deletes an object as somebody else would, without a request. */
    remove: (resource: ResourceName, namespace: string, name: string) =>
      remove(store, resource, keyOf(namespace, name)),
    /** Takes a right away from everyone, in reviews and requests. Returns the function that gives it back. */
    deny: (denial: Denial) => state.access.deny(denial),
    /** Lets all continue tokens given out so far expire (410), at once or after this many more continued pages. */
    expireContinueTokens: (afterPages = 0) => state.snapshots.expireAfter(afterPages),
    /** Forgets past changes: a watch that is to begin before this moment gets an ERROR of 410. */
    compact: () => store.compact(),
    /** Makes pods that start with an image of this digest fail. Returns the function that mends it for later pods. */
    breakImage(digest: string, breakage: Breakage): () => void {
      book.describe(digest, { breakage });
      return () => book.describe(digest, { breakage: undefined });
    },
    /** Says how an image of this digest behaves: its programs, its user, how long a node takes to pull it. */
    describeImage: (digest: string, facts: ImageFacts) => book.describe(digest, facts),
    /** Whether a node has an image, by the reference that it would be pulled by. */
    hasImage: (node: string, reference: string): boolean => nodes.images(node).get(reference) !== undefined,
    /** Adds a node, or says what fits on it and which images it has; a pod is put on it by its `nodeName`. */
    describeNode: (name: string, facts: NodeFacts = {}) => nodes.describe(name, facts),
    /** Throws a pod off its node, which leaves it listed as Failed; nothing happens when there is none. */
    evict(
      namespace: string,
      name: string,
      message = 'The node was low on resource: ephemeral-storage. ',
    ): void {
      const pod = store.get('pods', keyOf(namespace, name));
      if (pod) kubelet.evict(pod, message);
    },
    /** Restarts the kubelets: containers whose tag has moved on show their bare image id afterwards. */
    restartKubelets: () => restartKubelets(store, nodes, images),
    /** Calls a function after each change, in order; the returned function ends that. */
    onChange: (listener: (change: Change) => void) => store.onChange(listener),
    /** Does something after a delay in milliseconds of the cluster's time, such as what a user does meanwhile. */
    after: (ms: number, action: () => void) => work.retry(ms, action),
    /** The cluster's time, in milliseconds since 1970. */
    now: () => clock.now(),
    /** Moves the time of a cluster with timeScale 0 on, in milliseconds, and resolves when all that is due has happened. */
    advance: (ms: number) => work.advance(ms),
    /** Resolves when the controllers have nothing left to do; rejects after the timeout, in milliseconds. */
    settled: (timeoutMs = 30_000) => work.settled(timeoutMs),
    /** Stops everything, connections included. */
    async close(): Promise<void> {
      work.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function faultBody(code: number) {
  return { contentType: 'application/json', body: `${JSON.stringify(statusFor(code))}\n` };
}
