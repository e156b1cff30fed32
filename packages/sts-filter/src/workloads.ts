import type { OptOut } from '@patch-notebook-sts/core/container-row';
import { badInput } from '@patch-notebook-sts/core/failure';
import { type Place, placeName } from '@patch-notebook-sts/core/ndjson-reader';
import type { NotebookFacts } from '@patch-notebook-sts/core/notebook-facts';
import type { Owner } from '@patch-notebook-sts/core/owner';
import { compareWorkloads, type Workload, workloadName } from '@patch-notebook-sts/core/workload';
import {
  byPodAndName,
  byWorkloadPodAndName,
  type Container,
  facts,
  type ListedContainer,
} from './containers.ts';

/** A workload and all its containers, in the order of pod and name, with what is known of it as a whole. */
export interface ListedWorkload extends Workload {
  containers: Container[];
  notebook: NotebookFacts | undefined;
  /** The Notebook that it is made from. */
  owner: Owner | undefined;
  optOut: OptOut | undefined;
}

/** Some container came later than the order of sts-list has it. */
export class OutOfOrder extends Error {
  override name = 'OutOfOrder';
}

/** How many workloads are made at a time of containers that are all there. */
const SOME = 1000;

/**
 * Gathers containers by workload as they come, so that none has to be kept. They must be in the order of sts-list, for
 * another one of a workload could still come: throws OutOfOrder when one does.
 *
 * A repeated row changes nothing; two rows that disagree about one container of one pod, or about one notebook or
 * owner, are refused (exit 3). Rows without a `pod` can't disagree: they may be of different replicas. One row that opts
 * out does so for the whole workload, for it restarts as a whole.
 */
export async function* workloadsInOrder(
  containers: AsyncIterable<ListedContainer[]> | Iterable<ListedContainer[]>,
): AsyncGenerator<ListedWorkload[]> {
  let before: ListedContainer | undefined;
  let workload: ListedWorkload | undefined;
  for await (const some of containers) {
    const whole: ListedWorkload[] = [];
    for (const container of some) {
      if (before !== undefined && byWorkloadPodAndName(before, container) > 0) throw new OutOfOrder();
      before = container;
      if (workload !== undefined && compareWorkloads(workload, container) === 0) add(workload, container);
      else {
        if (workload !== undefined) whole.push(workload);
        workload = workloadOf(container);
      }
    }
    yield whole;
  }
  if (workload !== undefined) yield [workload];
}

/** The same for containers in any order. All are kept until the last has come. */
export async function* workloadsInAnyOrder(
  containers: AsyncIterable<ListedContainer[]>,
): AsyncGenerator<ListedWorkload[]> {
  const all: ListedContainer[] = [];
  for await (const some of containers) for (const container of some) all.push(container);
  yield* workloadsInOrder(takeAll(all.sort(byWorkloadPodAndName).reverse()));
}

/** Takes containers from the end of those that are given, so that what has been decided about can be forgotten. */
function* takeAll(reversed: ListedContainer[]): Generator<ListedContainer[]> {
  while (reversed.length > 0) yield reversed.splice(-SOME).reverse();
}

const workloadOf = (container: ListedContainer): ListedWorkload => {
  const { stsName, namespace, kind, notebook, optOut } = container;
  return { stsName, namespace, kind, notebook, owner: ownerOf(container), optOut, containers: [container] };
};

const ownerOf = ({ ownerName }: ListedContainer): Owner | undefined =>
  ownerName === undefined ? undefined : { kind: 'Notebook', name: ownerName };

/** Adds a container to its workload, and what its row says of that. */
function add(workload: ListedWorkload, container: ListedContainer): void {
  const { optOut } = container;
  if (optOut === 'notebook' || workload.optOut === undefined) workload.optOut = optOut ?? workload.optOut;
  workload.notebook = agreed(workload, workload.notebook, container.notebook, container, 'notebook');
  workload.owner = agreed(workload, workload.owner, ownerOf(container), container, 'owner');
  const twin = workload.containers.at(-1);
  // Only a neighbour can be of the same container.
  if (twin !== undefined && byPodAndName(twin, container) === 0) {
    if (facts(twin) === facts(container)) return;
    const { pod, name } = container;
    if (pod !== undefined)
      throw badInput(
        `${placeName(container)}: disagrees with ${placeName(twin)} about container ${name} of pod ${pod}`,
      );
  }
  workload.containers.push(container);
}

/** What an earlier row and this one say, if they say the same; a row may say nothing. */
function agreed<T>(workload: ListedWorkload, before: T, now: T, place: Place, what: string): T {
  if (before === undefined || now === undefined) return now ?? before;
  if (JSON.stringify(before) === JSON.stringify(now)) return before;
  const [first = place] = workload.containers;
  throw badInput(
    `${placeName(place)}: disagrees with ${placeName(first)} about the ${what} of ${workloadName(workload)}`,
  );
}
