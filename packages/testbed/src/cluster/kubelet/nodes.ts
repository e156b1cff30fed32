import { createHash } from 'node:crypto';
import type { KubeObject, Pod, PodSpec } from '../api/objects.ts';
import { resourceOfKind } from '../api/resources.ts';
import { NodeImages } from './node-images.ts';

/** The nodes of the cluster: those on which loaded pods run, else one. */
export class Nodes {
  #images = new Map<string, NodeImages>();

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

  /** Takes the nodes of loaded pods in, with the images that their containers run. */
  learn(objects: readonly KubeObject[]): void {
    for (const object of objects) {
      if (resourceOfKind(object.kind) !== 'pods') continue;
      const pod = object as Pod;
      const { nodeName } = pod.spec;
      if (!nodeName) continue;
      if (!this.#images.has(nodeName)) this.#images.set(nodeName, new NodeImages());
      this.images(nodeName).learn(pod);
    }
  }

  /** The node for a pod; undefined when its nodeSelector asks for labels that nodes don't have. */
  schedule({ metadata, spec }: Pod): string | undefined {
    const required = requiredNode(spec);
    if (required !== undefined) return this.names.includes(required) ? required : undefined;
    const { 'kubernetes.io/hostname': host, ...others } = spec.nodeSelector ?? {};
    if (Object.keys(others).length > 0) return undefined;
    if (host !== undefined) return this.names.includes(host) ? host : undefined;
    return pickNode(this.names, metadata.namespace ?? '', metadata.name);
  }
}

/** Always the same node for the same pod name, so that a restarted notebook meets the images it left there. */
export function pickNode(names: readonly string[], namespace: string, pod: string): string | undefined {
  const hash = createHash('sha1').update(`${namespace}/${pod}`).digest().readUInt32BE();
  return names[hash % names.length];
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
