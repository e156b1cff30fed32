import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubeObject } from '../api/objects.ts';

const FILES = ['namespaces.json', 'pods.json', 'workloads.json', 'notebooks.json'];

/**
 * Reads a recorded cluster: the lists of `kubectl get -o json` in a folder, of which any may be absent. Namespaces that
 * are in use and not recorded are made up.
 *
 * @throws when the folder has none of the files, or one of them is no list
 */
export async function loadCapture(folder: string): Promise<KubeObject[]> {
  const lists = await Promise.all(FILES.map((file) => readItems(join(folder, file))));
  const objects = lists.flat();
  if (objects.length === 0) throw new Error(`${folder}: none of ${FILES.join(', ')}`);
  return [...missingNamespaces(objects), ...objects];
}

async function readItems(file: string): Promise<KubeObject[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{"items":[]}';
    throw error;
  });
  const { items } = JSON.parse(text) as { items?: KubeObject[] };
  if (!Array.isArray(items)) throw new Error(`${file}: not a list`);
  return items;
}

function missingNamespaces(objects: readonly KubeObject[]): KubeObject[] {
  const recorded = new Set(
    objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
  );
  const used = new Set(
    objects.map(({ metadata }) => metadata.namespace).filter((name) => name !== undefined),
  );
  return [...used].filter((name) => !recorded.has(name)).map(namespaceObject);
}

/** A namespace as it is right after its creation. */
export function namespaceObject(name: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      uid: `namespace-${name}`,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { 'kubernetes.io/metadata.name': name },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}
