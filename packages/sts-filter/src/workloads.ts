import { badInput } from '@patch-notebook-sts/core/failure';
import { formatLocation, type Location } from '@patch-notebook-sts/core/io/read-rows';
import type { OptOut } from '@patch-notebook-sts/core/rows/container-row';
import type { NotebookFacts } from '@patch-notebook-sts/core/rows/notebook-facts';
import type { Owner } from '@patch-notebook-sts/core/rows/owner';
import {
  byCodeUnit,
  compareContainers,
  compareWorkloads,
  type Workload,
  workloadName,
} from '@patch-notebook-sts/core/rows/workload';
import type { Container, ListedContainer } from './containers.ts';

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
const BATCH_SIZE = 1000;

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
  let workload: ListedWorkload | undefined;
  for await (const some of containers) {
    const whole: ListedWorkload[] = [];
    for (const container of some) {
      const order = workload === undefined ? -1 : compareWorkloads(workload, container);
      if (order > 0) throw new OutOfOrder();
      if (workload !== undefined && order === 0) add(workload, container);
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
  const share = sharing();
  for await (const some of containers) {
    for (const container of some) {
      container.image = share(container.image);
      container.imageID = share(container.imageID);
      all.push(container);
    }
  }
  all.sort((a, b) => compareWorkloads(a, b) || byContainer(a, b));
  yield* workloadsInOrder(takeAll(all.reverse()));
}

/** Keeps each text once: a hundred thousand rows have the same few images, and each brings its own copy. */
function sharing(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const first = known.get(text);
    if (first === undefined) known.set(text, text);
    return first ?? text;
  };
}

/** Takes containers from the end of those that are given, so that what has been decided about can be forgotten. */
function* takeAll(reversed: ListedContainer[]): Generator<ListedContainer[]> {
  while (reversed.length > 0) yield reversed.splice(-BATCH_SIZE).reverse();
}

const workloadOf = (container: ListedContainer): ListedWorkload => {
  const { stsName, namespace, kind, notebook, optOut } = container;
  return { stsName, namespace, kind, notebook, owner: ownerOf(container), optOut, containers: [container] };
};

const ownerOf = ({ ownerName }: ListedContainer): Owner | undefined =>
  ownerName === undefined ? undefined : { kind: 'Notebook', name: ownerName };

/**
 * The order in which containers of a workload come, and in which rows about the same one are neighbours. Those without
 * a pod are of any replica: the ones that say the same are brought together.
 */
const byContainer = (a: Container, b: Container): number =>
  compareContainers(a, b) || (a.pod === undefined ? byCodeUnit(facts(a), facts(b)) : 0);

/** What decides about a container alone, as one text. */
const facts = ({ name, image, imagePullPolicy, imageID, startedAt, restartedFor }: Container): string =>
  JSON.stringify([name, image, imagePullPolicy, imageID, startedAt, restartedFor]);

/** Adds a container to its workload, and what its row says of that. */
function add(workload: ListedWorkload, container: ListedContainer): void {
  const twin = workload.containers.at(-1);
  const order = twin === undefined ? -1 : byContainer(twin, container);
  if (order > 0) throw new OutOfOrder();
  const { optOut, pod, name } = container;
  if (optOut === 'notebook' || workload.optOut === undefined) workload.optOut = optOut ?? workload.optOut;
  workload.notebook = agreed(workload, workload.notebook, container.notebook, container, 'notebook');
  workload.owner = agreed(workload, workload.owner, ownerOf(container), container, 'owner');
  if (twin === undefined || order < 0) workload.containers.push(container);
  else if (facts(twin) !== facts(container))
    throw badInput(
      `${formatLocation(container)}: disagrees with ${formatLocation(twin)} about container ${name} of pod ${pod}`,
    );
}

/** What an earlier row and this one say, if they say the same; a row may say nothing. */
function agreed<T>(workload: ListedWorkload, before: T, now: T, place: Location, what: string): T {
  if (before === undefined || now === undefined) return now ?? before;
  if (JSON.stringify(before) === JSON.stringify(now)) return before;
  const [first = place] = workload.containers;
  throw badInput(
    `${formatLocation(place)}: disagrees with ${formatLocation(first)} about the ${what} of ${workloadName(workload)}`,
  );
}
