import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { Pod, PodSpec } from './api/objects.ts';
import { ApiError, type Status } from './api/status.ts';
import { type Cluster, type ClusterOptions, startCluster } from './cluster.ts';
import { namespaceObject } from './generate/load-capture.ts';
import type { ImageSource } from './kubelet/node-images.ts';

/** The folder of recorded clusters. */
export const CAPTURES = fileURLToPath(new URL('../../../../fixtures/captures/', import.meta.url));

/** A digest for tests, `digest('b')`: 64 times the same hex digit. */
export const digest = (hex: string) => `sha256:${hex.repeat(64)}`;

/** An image source over a map of references to digests, which a test may change while the cluster runs. */
export function imageMap(digests: Map<string, string>): ImageSource {
  return {
    async resolve(reference) {
      const found = reference.includes('@') ? reference.split('@')[1] : digests.get(reference);
      return found === undefined ? undefined : { digest: found, configDigest: `sha256:c0${found.slice(9)}` };
    },
  };
}

/** A cluster with fast pods that ends with the test. */
export async function testCluster(t: Test, options: Partial<ClusterOptions> = {}): Promise<Cluster> {
  const cluster = await startCluster({
    images: imageMap(new Map()),
    readyDelayMs: 2,
    terminationMs: 2,
    pullBackoffMs: 5,
    ...options,
  });
  t.teardown(() => cluster.close());
  return cluster;
}

/** A cluster whose time stands still, with the namespace `user`, for tests of single pods. */
export async function podCluster(t: Test, options: Partial<ClusterOptions> = {}): Promise<Cluster> {
  const images = imageMap(new Map([['registry.test/lab:v1', digest('a')]]));
  const times = { readyDelayMs: 2000, terminationMs: 1000, pullBackoffMs: 10_000 };
  const cluster = await testCluster(t, { timeScale: 0, images, ...times, ...options });
  cluster.load([namespaceObject('user')]);
  return cluster;
}

/** Creates the pod `user/lab` through the API, with these fields in its spec. */
export async function createPod(cluster: Cluster, spec: Partial<PodSpec> = {}, metadata: object = {}) {
  const containers = [{ name: 'lab', image: 'registry.test/lab:v1', imagePullPolicy: 'Always' }];
  return call(cluster, 'POST', '/api/v1/namespaces/user/pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'lab', ...metadata },
    spec: { containers, ...spec },
  });
}

/** What a watch would see of the pods from now on: a line for each state that is a new one, such as `Pending []`. */
export function podStates(cluster: Cluster): string[] {
  const seen: string[] = [];
  cluster.onChange(({ type, resource, object }) => {
    if (resource !== 'pods') return;
    const { status, metadata } = object as Pod;
    const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
    const states = all.map(({ name, state, ready, restartCount }) => {
      const { running, waiting, terminated } = state;
      const is = running ? (ready ? 'ready' : 'running') : (waiting?.reason ?? terminated?.reason);
      return `${name} ${is}${restartCount > 0 ? ` x${restartCount}` : ''}`;
    });
    const line = `${status.phase} [${states.join(', ')}]${metadata.deletionTimestamp ? ' terminating' : ''}`;
    const now = type === 'DELETED' ? 'gone' : line;
    if (seen.at(-1) !== now) seen.push(now);
  });
  return seen;
}

/** The Events of an object so far, as `Reason xCount: message`. */
export function eventsOf(cluster: Cluster, name: string): string[] {
  return cluster
    .objects('events')
    .filter(({ involvedObject }) => involvedObject.name === name)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .map(({ reason, count, message }) => `${reason}${(count ?? 1) > 1 ? ` x${count}` : ''}: ${message}`);
}

/** Runs the real kubectl against a cluster, with a home and a discovery cache of its own for the test. */
export async function kubectlFor(t: Test, cluster: Cluster) {
  const home = t.testdir({});
  await mkdir(join(home, 'cache'));
  const KUBECONFIG = join(home, 'kubeconfig');
  await writeFile(KUBECONFIG, cluster.kubeconfig());
  const env = { PATH: process.env.PATH, HOME: home, KUBECACHEDIR: join(home, 'cache'), KUBECONFIG };
  return (args: readonly string[], stdin = '') =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve, reject) => {
      const child = execFile('kubectl', args, { env, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number')
          reject(new Error(`kubectl cannot be run: ${error.message}`));
        else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      });
      // kubectl may end before it has read all: its exit code says the rest
      child.stdin?.on('error', () => {});
      child.stdin?.end(stdin);
    });
}

/** Sends a request to a cluster and reads the JSON of the answer. */
export async function call(
  cluster: Cluster,
  method: string,
  path: string,
  body?: unknown,
  type = 'strategic-merge-patch',
) {
  const response = await fetch(cluster.url + path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    headers: { 'Content-Type': method === 'PATCH' ? `application/${type}+json` : 'application/json' },
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

/** The pod `user/lab-0`, with other fields on top. */
export function fakePod(fields: { metadata?: object; spec?: object; status?: object } = {}): Pod {
  const { metadata, spec, status } = fields;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'lab-0',
      namespace: 'user',
      uid: 'pod-uid',
      resourceVersion: '7',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...metadata,
    },
    spec: { containers: [{ name: 'lab', image: 'registry.test/lab:v1' }], ...spec },
    status: { phase: 'Pending', ...status },
  };
}

/** The Status that a function fails with. */
export function failureOf(action: () => unknown): Status {
  try {
    action();
  } catch (error) {
    if (error instanceof ApiError) return error.body;
    throw error;
  }
  throw new Error('it did not fail');
}

/** Restarts a workload as kubectl does. */
export async function restart(
  cluster: Cluster,
  resource: string,
  namespace: string,
  name: string,
): Promise<void> {
  const annotations = { 'kubectl.kubernetes.io/restartedAt': 'now' };
  const patch = { spec: { template: { metadata: { annotations } } } };
  const { status } = await call(
    cluster,
    'PATCH',
    `/apis/apps/v1/namespaces/${namespace}/${resource}/${name}`,
    patch,
  );
  if (status !== 200) throw new Error(`restart of ${namespace}/${name}: ${status}`);
}
