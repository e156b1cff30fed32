import { type Kind, kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import { type AnnotatedObject, notebookFacts, optsOut } from '@patch-notebook-sts/core/rows/annotated-object';
import type { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import type { NotebookFacts } from '@patch-notebook-sts/core/rows/notebook-facts';

/** What is known beside the pods; empty where it was not asked for or can't be known. */
export interface Facts {
  /** Keyed by `namespace/name`. */
  notebooks: Map<string, { name: string; facts: NotebookFacts; optedOut: boolean }>;
  /** Names of the namespaces that opted out. */
  optedOut: Set<string>;
}

export const noFacts = (): Facts => ({ notebooks: new Map(), optedOut: new Set() });

export function addNotebook(facts: Facts, notebook: AnnotatedObject): void {
  const { namespace, name } = notebook.metadata;
  facts.notebooks.set(`${namespace}/${name}`, {
    name,
    facts: notebookFacts(notebook),
    optedOut: optsOut(notebook),
  });
}

export function addNamespace(facts: Facts, namespace: AnnotatedObject): void {
  if (optsOut(namespace)) facts.optedOut.add(namespace.metadata.name);
}

/**
 * The keys that a workload's rows have from its Notebook and its namespace.
 *
 * A workload is called like its Notebook; where that name was too long, the controller made up another one, and
 * the label `notebook-name` of its pods still has the Notebook's.
 * @param label the value of that label, if there is one
 */
export function factsFor(
  facts: Facts,
  {
    kind,
    namespace,
    name,
    label,
  }: { kind: Kind; namespace: string; name: string; label?: string | undefined },
): Pick<ContainerRow, 'owner' | 'notebook' | 'optOut'> {
  const named = (notebook: string) => facts.notebooks.get(`${namespace}/${notebook}`);
  const notebook = kindInfo(kind).fromNotebook ? (named(name) ?? named(label ?? '')) : undefined;
  const optOut = notebook?.optedOut ? 'notebook' : facts.optedOut.has(namespace) ? 'namespace' : undefined;
  return {
    owner: notebook && { kind: 'Notebook', name: notebook.name },
    notebook: notebook?.facts,
    optOut,
  };
}
