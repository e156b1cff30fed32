import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { AnnotatedObject } from './annotated.ts';
import { addNamespace, addNotebook, type Facts, noFacts } from './facts.ts';
import type { Scope } from './list-containers.ts';
import { listObjects } from './list-objects.ts';
import { parseAnswer } from './parse-answer.ts';
import { readFailure, Unavailable } from './refused.ts';

export const notebookModes = ['auto', 'always', 'never'] as const;
export type NotebookMode = (typeof notebookModes)[number];

/** How something that couldn't be read is told to people, and why it couldn't. */
type Unknown = Map<string, { names: string[]; why: string }>;

/**
 * Reads what Notebooks and namespaces say, within a scope.
 *
 * With `auto`, what the cluster doesn't have (404) or doesn't let the caller read (403) stays unknown, and `unknown` is
 * a sentence about it. Every other failure, and with `always` these too, is a Failure (exit 1): facts that are short of
 * complete would let restarts through.
 */
export async function readFacts(
  kubectl: Kubectl,
  mode: NotebookMode,
  { namespaces, kinds }: Pick<Scope, 'namespaces' | 'kinds'>,
): Promise<{ facts: Facts; unknown?: string }> {
  const facts = noFacts();
  if (mode === 'never') return { facts };
  const unknown: Unknown = new Map();
  const ask = async (what: string, name: string, read: () => Promise<void>) => {
    try {
      await read();
    } catch (error) {
      if (mode === 'always' || !(error instanceof Unavailable)) throw error;
      const { names, why } = unknown.get(what) ?? { names: [], why: error.why };
      unknown.set(what, { names: [...names, name], why });
    }
  };
  // The empty name stands for all namespaces.
  for (const name of namespaces.length === 0 ? [''] : namespaces) {
    await Promise.all([
      kinds.has('StatefulSet') &&
        ask('activity, stopped and opted-out notebooks', name, () => readNotebooks(kubectl, name, facts)),
      ask('opted-out namespaces', name, () => readNamespaces(kubectl, name, facts)),
    ]);
  }
  return unknown.size === 0 ? { facts } : { facts, unknown: unknownSentence(unknown) };
}

async function readNotebooks(kubectl: Kubectl, namespace: string, facts: Facts): Promise<void> {
  const scope = namespace === '' ? '' : `/namespaces/${namespace}`;
  const path = `/apis/kubeflow.org/v1${scope}/notebooks`;
  // Added only once the list is complete: a list that is refused halfway says nothing.
  for (const notebook of await listObjects(kubectl, path, '', AnnotatedObject, (object) => object)) {
    addNotebook(facts, notebook);
  }
}

/** Who has rights in some namespaces only may read these, but not list them. */
async function readNamespaces(kubectl: Kubectl, name: string, facts: Facts): Promise<void> {
  if (name === '') {
    const all = await listObjects(kubectl, '/api/v1/namespaces', '', AnnotatedObject, (object) => object);
    for (const namespace of all) addNamespace(facts, namespace);
    return;
  }
  const path = `/api/v1/namespaces/${name}`;
  const { stdout, failure } = await kubectl(['get', '--raw', path]);
  if (failure !== undefined) throw readFailure(path, failure);
  addNamespace(facts, parseAnswer(stdout, AnnotatedObject, path));
}

/** `not known: opted-out namespaces in a, b (Error from server (Forbidden): …)` */
const unknownSentence = (unknown: Unknown): string =>
  `not known: ${[...unknown]
    // Two questions at a time are answered in any order.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, { names, why }]) => `${what}${names.includes('') ? '' : ` in ${names.join(', ')}`} (${why})`)
    .join('; ')}`;
