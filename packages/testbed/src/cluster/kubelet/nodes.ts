import { createHash } from 'node:crypto';
import type { KubeObject, Pod, PodSpec } from '../api/objects.ts';
import { resourceOfKind } from '../api/resources.ts';
import type { Capacity } from './capacity.ts';
import { NodeImages } from './node-images.ts';

/** What is special about a node. */
export interface NodeFacts extends Capacity {
  /** Images that it has already, by digest: `repository@sha256:…`. */
  images?: readonly string[];
  /** Digests that it can't pull, with the runtime's words. */
  failures?: Readonly<Record<string, string>>;
}

/** The nodes of the cluster: those on which loaded pods run and those that were described, else one. */
export class Nodes {
  #images = new Map<string, NodeImages>();
  #capacities = new Map<string, Capacity>();

  get names(): string[] {
    return this.#images.size === 0 ? ['node1'] : [...this.#images.keys()];
  }

  has(node: string | undefined): boolean {
    return node !== undefined && this.names.includes(node);
  }

  /** The images of a node; one that doesn't exist has none, and keeps none. */
  images(node: string): NodeImages {
    const images = this.#images.get(node) ?? new NodeImages();
    if (this.has(node)) this.#images.set(node, images);
    return images;
  }

  capacity(node: string): Capacity {
    return this.#capacities.get(node) ?? {};
  }

  /** Adds a node, or to what is known of one. */
  describe(node: string, { images = [], failures = {}, ...capacity }: NodeFacts): void {
    this.#add(node);
    this.#capacities.set(node, { ...this.capacity(node), ...capacity });
    for (const imageID of images) {
      const [repository = '', digest = ''] = imageID.split('@', 2);
      this.images(node).add(imageID, { repository, digest });
    }
    for (const [digest, words] of Object.entries(failures)) this.images(node).fail(digest, words);
  }

  #add(node: string): void {
    if (!this.#images.has(node)) this.#images.set(node, new NodeImages());
  }

  /** Takes the nodes of loaded pods in, with the images that their containers run. */
  learn(objects: readonly KubeObject[]): void {
    for (const object of objects) {
      if (resourceOfKind(object.kind) !== 'pods') continue;
      const pod = object as Pod;
      const { nodeName } = pod.spec;
      if (!nodeName) continue;
      this.#add(nodeName);
      this.images(nodeName).learn(pod);
    }
  }

  /** The nodes that a pod's affinity and nodeSelector let it run on; no node has other labels than its name. */
  allowed({ spec }: Pod): string[] {
    const required = requiredNode(spec);
    const { 'kubernetes.io/hostname': host, ...others } = spec.nodeSelector ?? {};
    if (required === undefined && Object.keys(others).length > 0) return [];
    const only = required ?? host;
    return only === undefined ? this.names : this.names.filter((name) => name === only);
  }
}

/** Always the same node for the same pod name, so that a restarted notebook meets the images it left there. */
export function pickNode(names: readonly string[], namespace: string, pod: string): string | undefined {
  const hash = createHash('sha1').update(`${namespace}/${pod}`).digest().readUInt32BE();
  // Whatever the order in which the cluster got to know them.
  return [...names].sort()[hash % names.length];
}

interface NodeAffinity {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: { matchFields: { key: string; operator: string; values: string[] }[] }[];
    };
  };
}

/**
 * The affinity by which a DaemonSet puts a pod on a node.
 * https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#how-daemon-pods-are-scheduled
 */
export function nodeAffinity(node: string): NodeAffinity {
  const nodeSelectorTerms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }];
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
}

/** The node that such an affinity names. */
export function requiredNode(spec: PodSpec): string | undefined {
  const affinity = spec.affinity as Partial<NodeAffinity> | undefined;
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms?.[0]?.matchFields?.[0]?.values[0];
}
