import type { ContainerRow, OptOut } from '@patch-notebook-sts/core/container-row';
import { badInput } from '@patch-notebook-sts/core/failure';
import type { Located } from '@patch-notebook-sts/core/ndjson-reader';
import type { NotebookFacts } from '@patch-notebook-sts/core/notebook-facts';
import {
  compare,
  compareWorkloads,
  type Workload,
  workloadKey,
  workloadName,
} from '@patch-notebook-sts/core/workload';
import { runningSince } from './running-since.ts';

/** What is known of one container, as far as it decides. */
export interface Container {
  pod: string | undefined;
  name: string;
  /** The reference in the pod's spec; only a row without a spec falls back on the status. */
  image: string;
  imagePullPolicy: string | undefined;
  imageID: string;
  /** RFC 3339; undefined where it doesn't run or the status doesn't say. */
  startedAt: string | undefined;
  /** The pod's `patch-notebook-sts/digests` annotation. */
  restartedFor: string | undefined;
}

/** A workload and all its containers, in the order of pod and name, with what is known of it as a whole. */
export interface ListedWorkload {
  workload: Workload;
  containers: Container[];
  notebook: NotebookFacts | undefined;
  optOut: OptOut | undefined;
}

/** A workload whose rows are still being read; each fact remembers where it stood. */
interface Gathered {
  workload: Workload;
  containers: Map<string, Container & { at: string }>;
  notebook: Located<NotebookFacts> | undefined;
  optOuts: Set<OptOut>;
}

/**
 * Gathers the rows of stage 1 by workload, in the order of namespace and name.
 *
 * A repeated row changes nothing; two rows that disagree about one container of one pod, or about one notebook, are
 * refused (exit 3). Rows without a `pod` can't disagree: they may be of different replicas. One row that opts out does
 * so for the whole workload, for it restarts as a whole.
 */
export async function readContainers(rows: AsyncIterable<Located<ContainerRow>>): Promise<ListedWorkload[]> {
  const workloads = new Map<string, Gathered>();
  for await (const { row, at } of rows) {
    const key = workloadKey(row);
    const { stsName, namespace, kind } = row;
    const entry = workloads.get(key) ?? {
      workload: { stsName, namespace, kind },
      containers: new Map(),
      notebook: undefined,
      optOuts: new Set(),
    };
    workloads.set(key, entry);
    addContainer(entry, row, at);
    addFacts(entry, row, at);
  }
  return [...workloads.values()]
    .map(({ workload, containers, notebook, optOuts }) => ({
      workload,
      containers: [...containers.values()].sort(byPodAndName),
      notebook: notebook?.row,
      optOut: (['notebook', 'namespace'] as const).find((where) => optOuts.has(where)),
    }))
    .sort((a, b) => compareWorkloads(a.workload, b.workload));
}

function addContainer({ containers }: Gathered, row: ContainerRow, at: string): void {
  const container = factsOf(row);
  const id = container.pod === undefined ? facts(container) : `${container.pod}/${container.name}`;
  const known = containers.get(id);
  if (known !== undefined && facts(known) !== facts(container)) {
    throw badInput(
      `${at}: disagrees with ${known.at} about container ${container.name} of pod ${container.pod}`,
    );
  }
  if (known === undefined) containers.set(id, { ...container, at });
}

function addFacts(entry: Gathered, { notebook, optOut }: ContainerRow, at: string): void {
  if (optOut !== undefined) entry.optOuts.add(optOut);
  if (notebook === undefined) return;
  if (entry.notebook !== undefined && notebookKey(entry.notebook.row) !== notebookKey(notebook)) {
    throw badInput(
      `${at}: disagrees with ${entry.notebook.at} about the notebook of ${workloadName(entry.workload)}`,
    );
  }
  entry.notebook ??= { row: notebook, at };
}

const notebookKey = ({ lastActivity, stopped, serverType }: NotebookFacts): string =>
  JSON.stringify([lastActivity, stopped, serverType]);

const factsOf = ({ pod, image, spec, restartedFor }: ContainerRow): Container => ({
  pod,
  name: image.name,
  image: spec?.image ?? image.image ?? '',
  imagePullPolicy: spec?.imagePullPolicy,
  imageID: image.imageID,
  startedAt: runningSince(image.state),
  restartedFor,
});

const facts = ({ name, image, imagePullPolicy, imageID, startedAt, restartedFor }: Container): string =>
  JSON.stringify([name, image, imagePullPolicy, imageID, startedAt, restartedFor]);

const byPodAndName = (a: Container, b: Container): number =>
  compare(a.pod ?? '', b.pod ?? '') || compare(a.name, b.name) || compare(facts(a), facts(b));
