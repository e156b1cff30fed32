import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import { badInput } from '@patch-notebook-sts/core/failure';
import { formatLocation, type Location } from '@patch-notebook-sts/core/io/read-rows';
import type { Announcement } from '@patch-notebook-sts/core/rows/announcement';
import type { OptOut } from '@patch-notebook-sts/core/rows/container-row';
import type { NotebookFacts } from '@patch-notebook-sts/core/rows/notebook-facts';
import type { Owner } from '@patch-notebook-sts/core/rows/owner';
import {
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
  /** What its owner was told beforehand. */
  announcement: Announcement | undefined;
}

/**
 * Gathers containers by workload, in the order of namespace, name and kind. The array given is sorted, and emptied on the
 * way, so that what has been decided about can be forgotten.
 *
 * A repeated row changes nothing; two rows that disagree about one container of one pod, or about one notebook,
 * owner or announcement, are refused (exit 3). Rows without a `pod` can't disagree: they may be of different replicas. One row that opts
 * out does so for the whole workload, because it restarts as a whole.
 */
export function* workloadsOf(containers: ListedContainer[]): Generator<ListedWorkload> {
  containers.sort((a, b) => compareWorkloads(b, a) || byContainer(b, a));
  for (let first = containers.pop(); first !== undefined; ) {
    const workload = workloadOf(first);
    let next = containers.pop();
    for (; next !== undefined && compareWorkloads(workload, next) === 0; next = containers.pop())
      addContainer(workload, next);
    yield workload;
    first = next;
  }
}

const workloadOf = (container: ListedContainer): ListedWorkload => {
  const { stsName, namespace, kind, notebook, optOut, announcement } = container;
  const owner = ownerOf(container);
  return { stsName, namespace, kind, notebook, owner, optOut, announcement, containers: [container] };
};

const ownerOf = ({ ownerName }: ListedContainer): Owner | undefined =>
  ownerName === undefined ? undefined : { kind: 'Notebook', name: ownerName };

/**
 * The order of a workload's containers, in which rows about the same one are neighbours. Rows without a pod are of any
 * replica: those that say the same are brought together.
 */
const byContainer = (a: Container, b: Container): number =>
  compareContainers(a, b) || (a.pod === undefined ? byCodeUnit(fingerprint(a), fingerprint(b)) : 0);

/** What decides about a container alone, as one text. */
const fingerprint = (container: Container): string => {
  const { name, image, imagePullPolicy, imageID, startedAt, notReady, restartedFor } = container;
  return JSON.stringify([name, image, imagePullPolicy, imageID, startedAt, notReady, restartedFor]);
};

/** Adds a container to its workload, and what its row says about that. Rows about the same one are neighbours. */
function addContainer(workload: ListedWorkload, container: ListedContainer): void {
  const twin = workload.containers.at(-1);
  const { optOut, pod, name } = container;
  if (optOut === 'notebook' || workload.optOut === undefined) workload.optOut = optOut ?? workload.optOut;
  workload.notebook = mergeField(workload, workload.notebook, container.notebook, container, 'notebook');
  workload.owner = mergeField(workload, workload.owner, ownerOf(container), container, 'owner');
  workload.announcement = mergeField(
    workload,
    workload.announcement,
    container.announcement,
    container,
    'announcement',
  );
  if (twin === undefined || byContainer(twin, container) !== 0) workload.containers.push(container);
  else if (fingerprint(twin) !== fingerprint(container)) {
    const [earlier, later] = inOrderOfLines(twin, container);
    throw badInput(
      `${formatLocation(later)}: disagrees with ${formatLocation(earlier)} about container ${name} of pod ${pod}`,
    );
  }
}

/** What an earlier row and this one say, if they say the same; a row may say nothing. */
function mergeField<T>(workload: ListedWorkload, before: T, now: T, location: Location, what: string): T {
  if (before === undefined || now === undefined) return now ?? before;
  if (JSON.stringify(before) === JSON.stringify(now)) return before;
  const [first = location] = workload.containers;
  const [earlier, later] = inOrderOfLines(first, location);
  throw badInput(
    `${formatLocation(later)}: disagrees with ${formatLocation(earlier)} about the ${what} of ${workloadName(workload)}`,
  );
}

const inOrderOfLines = (a: Location, b: Location): [Location, Location] =>
  a.line < b.line ? [a, b] : [b, a];
