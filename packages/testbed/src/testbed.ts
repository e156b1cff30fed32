import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { KubeObject } from './cluster/api/objects.ts';
import { type Cluster, type ClusterOptions, startCluster } from './cluster/cluster.ts';
import { loadCapture } from './cluster/generate/load-capture.ts';
import { type Registry, type RegistryOptions, startRegistry } from './registry/registry.ts';

/**
 * The commands that ask registries, as their variables begin. NODE_EXTRA_CA_CERTS would do for all, but every start of node
 * takes a third longer with it.
 */
const ASKING = ['TAG_DIGEST', 'IMAGE_PAIR', 'TAG_PROMOTE', 'SOURCE_CHANGED'];

export interface TestbedOptions {
  /** Its nodes pull from the embedded registry, unless `images` says from where. */
  cluster?: Partial<ClusterOptions>;
  registry?: RegistryOptions;
}

/** An embedded cluster and the embedded registry that its nodes pull from. */
export interface Testbed {
  cluster: Cluster;
  registry: Registry;
  /** Loads a recorded cluster with its registry, `fixtures/captures/after`. */
  loadCapture(folder: string): Promise<void>;
  /**
   * Writes what a command needs into a folder (made if missing) and returns its environment: a kubeconfig, kubectl's
   * cache, and the registry's proxy with its certificate authority.
   */
  environment(folder: string): Promise<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts an empty testbed on free ports of 127.0.0.1. */
export async function startTestbed(options: TestbedOptions = {}): Promise<Testbed> {
  const registry = await startRegistry(options.registry);
  const cluster = await startCluster({ images: registry, ...options.cluster });
  return {
    cluster,
    registry,
    async loadCapture(folder) {
      const objects = await loadCapture(folder);
      await registry.loadCapture(join(folder, 'registry.ndjson'));
      learnRunning(objects, registry);
      cluster.load(objects);
    },
    async environment(folder) {
      const home = resolve(folder);
      await mkdir(home, { recursive: true });
      const [kubeconfig, authority] = [join(home, 'kubeconfig'), join(home, 'ca.pem')];
      await writeFile(kubeconfig, cluster.kubeconfig());
      await writeFile(authority, registry.caPem);
      // kubectl is kept off the proxy: it would take the cluster for a registry.
      return {
        KUBECONFIG: kubeconfig,
        ...Object.fromEntries(ASKING.map((command) => [`${command}_CA_FILE`, authority])),
        HOME: home,
        KUBECACHEDIR: join(home, 'cache'),
        HTTPS_PROXY: registry.proxyUrl,
        NO_PROXY: '127.0.0.1',
      };
    },
    async close() {
      await Promise.all([cluster.close(), registry.close()]);
    },
  };
}

/** Tells the registry of images that recorded pods run, so that they can be pulled again. */
function learnRunning(objects: readonly KubeObject[], registry: Registry): void {
  for (const { kind, spec, status } of objects) {
    if (kind !== 'Pod') continue;
    const containers = (spec as { containers: { name: string; image: string }[] }).containers;
    const statuses = (status as { containerStatuses?: { name: string; image: string; imageID: string }[] })
      .containerStatuses;
    for (const { name, image, imageID } of statuses ?? []) {
      const reference = containers.find((container) => container.name === name)?.image;
      const digest = imageID.split('@')[1];
      if (reference === undefined || digest === undefined) continue;
      registry.learn(reference, digest, image.startsWith('sha256:') ? image : undefined);
    }
  }
}
