import { toolFailure } from '@patch-notebook-sts/core/failure';
import { kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { listObjects } from '@patch-notebook-sts/core/kube/list-objects';
import { Unavailable } from '@patch-notebook-sts/core/kube/read-failure';
import { collectionPath, NAMESPACE, NOTEBOOK } from '@patch-notebook-sts/core/kube/resource';
import { AnnotatedObject } from '@patch-notebook-sts/core/rows/annotated-object';
import { addNamespace, addNotebook, type Facts, listedNotebook, noFacts } from './facts.ts';
import type { Scope } from './list-containers.ts';
import { readNamespace } from './read-namespace.ts';

export const notebookModes = ['auto', 'always', 'never'] as const;
export type NotebookMode = (typeof notebookModes)[number];

/**
 * Reads what Notebooks and namespaces say, within a scope.
 *
 * With `auto`, a cluster may do without Notebooks (404): `hasNotebooks` is false then. Every other failure is a Failure
 * (exit 1), and so is a missing right: without the opt-outs, a notebook whose owner said `never` would restart.
 */
export async function readFacts(
  kubectl: Kubectl,
  mode: NotebookMode,
  { namespaces, kinds }: Pick<Scope, 'namespaces' | 'kinds'>,
): Promise<{ facts: Facts; hasNotebooks: boolean }> {
  const facts = noFacts();
  let hasNotebooks = true;
  if (mode === 'never') return { facts, hasNotebooks };
  const asksNotebooks = [...kinds].some((kind) => kindInfo(kind).fromNotebook);
  const notebooks = async (namespace?: string) => {
    if (!asksNotebooks) return;
    try {
      await readNotebooks(kubectl, namespace, facts);
    } catch (error) {
      if (mode === 'always' || !isMissing(error)) throw error;
      hasNotebooks = false;
    }
  };
  try {
    if (namespaces.length === 0) await Promise.all([notebooks(), readNamespaces(kubectl, facts)]);
    for (const name of namespaces) {
      const [, namespace] = await Promise.all([notebooks(name), readNamespace(kubectl, name)]);
      addNamespace(facts, namespace);
    }
  } catch (error) {
    if (!(error instanceof Unavailable) || error.why !== 'forbidden') throw error;
    throw toolFailure(
      `${error.message}; grant this right, or give --notebooks never to do without activity and opt-outs`,
    );
  }
  return { facts, hasNotebooks };
}

const isMissing = (error: unknown): boolean => error instanceof Unavailable && error.why === 'not-found';

async function readNotebooks(kubectl: Kubectl, namespace: string | undefined, facts: Facts): Promise<void> {
  const request = { path: collectionPath(NOTEBOOK, namespace), item: AnnotatedObject };
  // Added only once the list is complete: a list that fails halfway says nothing.
  const all = await listObjects(kubectl, request, listedNotebook);
  for (const notebook of all) addNotebook(facts, notebook);
}

async function readNamespaces(kubectl: Kubectl, facts: Facts): Promise<void> {
  const request = { path: collectionPath(NAMESPACE), item: AnnotatedObject };
  await listObjects(kubectl, request, (namespace) => addNamespace(facts, namespace));
}
