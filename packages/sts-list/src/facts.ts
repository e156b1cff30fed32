import { PLANNED_WORKLOAD } from '@patch-notebook-sts/core/kube/annotations';
import { type Kind, kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import { type AnnotatedObject, notebookFacts, optsOut } from '@patch-notebook-sts/core/rows/annotated-object';
import {
  type Annotations,
  type Announcement,
  notebookAnnouncement,
  workloadAnnouncement,
} from '@patch-notebook-sts/core/rows/announcement';
import type { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import type { NotebookFacts } from '@patch-notebook-sts/core/rows/notebook-facts';

/** What is known beside the pods; empty where it was not asked for or can't be known. */
export interface Facts {
  /** Keyed by `namespace/name`. */
  notebooks: Map<string, ListedNotebook>;
  /** Names of the namespaces that opted out. */
  optedOut: Set<string>;
  /** The annotations of namespaces that announce restarts of workloads without a Notebook. */
  announced: Map<string, Annotations>;
}

/** What is kept of a Notebook. */
export interface ListedNotebook {
  namespace: string;
  name: string;
  facts: NotebookFacts;
  optedOut: boolean;
  announcement: Announcement | undefined;
}

export const noFacts = (): Facts => ({ notebooks: new Map(), optedOut: new Set(), announced: new Map() });

export function listedNotebook(notebook: AnnotatedObject): ListedNotebook {
  const { namespace = '', name, annotations } = notebook.metadata;
  return {
    namespace,
    name,
    facts: notebookFacts(notebook),
    optedOut: optsOut(notebook),
    announcement: notebookAnnouncement(annotations),
  };
}

export function addNotebook(facts: Facts, notebook: ListedNotebook): void {
  facts.notebooks.set(`${notebook.namespace}/${notebook.name}`, notebook);
}

export function addNamespace(facts: Facts, namespace: AnnotatedObject): void {
  const { name, annotations = {} } = namespace.metadata;
  if (optsOut(namespace)) facts.optedOut.add(name);
  const announced = Object.entries(annotations).filter(([key]) => key.startsWith(PLANNED_WORKLOAD));
  if (announced.length > 0) facts.announced.set(name, Object.fromEntries(announced));
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
): Pick<ContainerRow, 'owner' | 'notebook' | 'optOut' | 'announcement'> {
  const named = (notebook: string) => facts.notebooks.get(`${namespace}/${notebook}`);
  const notebook = kindInfo(kind).fromNotebook ? (named(name) ?? named(label ?? '')) : undefined;
  const optOut = notebook?.optedOut ? 'notebook' : facts.optedOut.has(namespace) ? 'namespace' : undefined;
  return {
    owner: notebook && { kind: 'Notebook', name: notebook.name },
    notebook: notebook?.facts,
    optOut,
    announcement:
      notebook === undefined
        ? workloadAnnouncement(facts.announced.get(namespace), { stsName: name, kind })
        : notebook.announcement,
  };
}
