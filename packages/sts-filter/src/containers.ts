import type { ContainerRow, OptOut } from '@patch-notebook-sts/core/container-row';
import { badInput } from '@patch-notebook-sts/core/failure';
import type { Located } from '@patch-notebook-sts/core/ndjson-reader';
import type { NotebookFacts } from '@patch-notebook-sts/core/notebook-facts';
import type { Owner } from '@patch-notebook-sts/core/owner';
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
  /** Where its row stood. */
  at: string;
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
  /** The Notebook that it is made from. */
  owner?: Owner | undefined;
  optOut: OptOut | undefined;
}

/**
 * Gathers the rows of stage 1 by workload, in the order of namespace and name.
 *
 * A repeated row changes nothing; two rows that disagree about one container of one pod, or about one notebook or
 * owner, are refused (exit 3). Rows without a `pod` can't disagree: they may be of different replicas. One row that opts out does
 * so for the whole workload, for it restarts as a whole.
 */
export async function readContainers(
  rows: AsyncIterable<Located<ContainerRow>[]>,
): Promise<ListedWorkload[]> {
  const workloads = new Map<string, ListedWorkload>();
  const share = sharing();
  for await (const some of rows) {
    for (const { row, at } of some) {
      const key = workloadKey(row);
      const container = factsOf(row, at, share);
      const known = workloads.get(key);
      if (known === undefined) {
        const { stsName, namespace, kind, notebook, optOut } = row;
        // Nothing else is kept of a row: there may be a hundred thousand.
        const workload = { stsName, namespace, kind };
        workloads.set(key, {
          workload,
          containers: [container],
          notebook: factsOfNotebook(notebook),
          ...(row.owner === undefined ? {} : { owner: ownerOf(row.owner) }),
          optOut,
        });
      } else {
        addContainer(known, container);
        addFacts(known, row, at);
      }
    }
  }
  for (const { containers } of workloads.values()) if (containers.length > 1) containers.sort(byPodAndName);
  return [...workloads.values()].sort((a, b) => compareWorkloads(a.workload, b.workload));
}

type Share = (text: string) => string;

/** Keeps each text once: a hundred thousand rows have the same few images, and each brings its own copy. */
function sharing(): Share {
  const known = new Map<string, string>();
  return (text) => {
    const first = known.get(text);
    if (first === undefined) known.set(text, text);
    return first ?? text;
  };
}

/** Workloads have few containers: to look through them takes less than a map for each. */
function addContainer({ containers }: ListedWorkload, container: Container): void {
  const { pod, name } = container;
  for (const known of containers) {
    if (known.pod !== pod || known.name !== name) continue;
    if (facts(known) === facts(container)) return;
    if (pod === undefined) continue;
    throw badInput(`${container.at}: disagrees with ${known.at} about container ${name} of pod ${pod}`);
  }
  containers.push(container);
}

function addFacts(known: ListedWorkload, { notebook, owner, optOut }: ContainerRow, at: string): void {
  if (optOut === 'notebook' || known.optOut === undefined) known.optOut = optOut ?? known.optOut;
  known.notebook = agreed(known, known.notebook, factsOfNotebook(notebook), at, 'notebook');
  if (owner !== undefined) known.owner = agreed(known, known.owner, ownerOf(owner), at, 'owner');
}

/** What an earlier row and this one say, if they say the same; a row may say nothing. */
function agreed<T>({ workload, containers }: ListedWorkload, before: T, now: T, at: string, what: string): T {
  if (before === undefined || now === undefined) return now ?? before;
  if (JSON.stringify(before) === JSON.stringify(now)) return before;
  const { at: earlier } = containers[0] ?? { at: 'an earlier row' };
  throw badInput(`${at}: disagrees with ${earlier} about the ${what} of ${workloadName(workload)}`);
}

const ownerOf = ({ kind, name }: Owner): Owner => ({ kind, name });

function factsOfNotebook(notebook: NotebookFacts | undefined): NotebookFacts | undefined {
  if (notebook === undefined) return undefined;
  const { lastActivity, stopped, serverType } = notebook;
  return { lastActivity, stopped, ...(serverType === undefined ? {} : { serverType }) };
}

const factsOf = ({ pod, image, spec, restartedFor }: ContainerRow, at: string, share: Share): Container => ({
  at,
  pod,
  name: share(image.name),
  image: share(spec?.image ?? image.image ?? ''),
  imagePullPolicy: spec?.imagePullPolicy === undefined ? undefined : share(spec.imagePullPolicy),
  imageID: share(image.imageID),
  startedAt: runningSince(image.state),
  restartedFor,
});

const facts = ({ name, image, imagePullPolicy, imageID, startedAt, restartedFor }: Container): string =>
  JSON.stringify([name, image, imagePullPolicy, imageID, startedAt, restartedFor]);

const byPodAndName = (a: Container, b: Container): number =>
  compare(a.pod ?? '', b.pod ?? '') || compare(a.name, b.name) || compare(facts(a), facts(b));
