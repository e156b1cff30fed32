import type { ContainerRow, OptOut } from '@patch-notebook-sts/core/container-row';
import { badInput } from '@patch-notebook-sts/core/failure';
import { type Located, type Place, placeName } from '@patch-notebook-sts/core/ndjson-reader';
import type { NotebookFacts } from '@patch-notebook-sts/core/notebook-facts';
import type { Owner } from '@patch-notebook-sts/core/owner';
import { compare, compareWorkloads, type Workload, workloadName } from '@patch-notebook-sts/core/workload';
import { runningSince } from './running-since.ts';

/** What is known of one container, as far as it decides, and where its row stood. */
export interface Container extends Place {
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
export interface ListedWorkload extends Workload {
  containers: Container[];
  notebook: NotebookFacts | undefined;
  /** The Notebook that it is made from. */
  owner: Owner | undefined;
  optOut: OptOut | undefined;
}

/** What is kept of a row, flat: there may be a hundred thousand, and each object more is garbage to collect. */
interface ListedContainer extends Container, Omit<ListedWorkload, 'containers' | 'owner'> {
  ownerName: string | undefined;
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
): Promise<Iterable<ListedWorkload>> {
  const listed: ListedContainer[] = [];
  const share = sharing();
  for await (const some of rows) for (const located of some) listed.push(factsOf(located, share));
  // The rows of sts-list are in order already, which takes no time. A map of all workloads would take more memory.
  return gather(listed.sort(byWorkloadPodAndName).reverse());
}

/** @param listed in reverse; taken from its end, so that what has been given away can be forgotten */
function* gather(listed: ListedContainer[]): Generator<ListedWorkload> {
  let last: ListedWorkload | undefined;
  for (let container = listed.pop(); container !== undefined; container = listed.pop()) {
    if (last !== undefined && compareWorkloads(last, container) === 0) add(last, container);
    else {
      if (last !== undefined) yield last;
      const { stsName, namespace, kind, notebook, optOut } = container;
      const owner = ownerOf(container);
      last = { stsName, namespace, kind, notebook, owner, optOut, containers: [container] };
    }
  }
  if (last !== undefined) yield last;
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

function factsOf({ row, file, line }: Located<ContainerRow>, share: Share): ListedContainer {
  const { stsName, namespace, kind, pod, image, spec, restartedFor, notebook, owner, optOut } = row;
  return {
    file,
    line,
    stsName,
    namespace,
    kind,
    pod,
    name: image.name,
    image: share(spec?.image ?? image.image ?? ''),
    imagePullPolicy: spec?.imagePullPolicy,
    imageID: share(image.imageID),
    startedAt: runningSince(image.state),
    restartedFor,
    notebook,
    ownerName: owner?.name,
    optOut,
  };
}

const ownerOf = ({ ownerName }: ListedContainer): Owner | undefined =>
  ownerName === undefined ? undefined : { kind: 'Notebook', name: ownerName };

/** Adds a container to its workload, and what its row says of that. */
function add(workload: ListedWorkload, container: ListedContainer): void {
  const { optOut } = container;
  if (optOut === 'notebook' || workload.optOut === undefined) workload.optOut = optOut ?? workload.optOut;
  workload.notebook = agreed(workload, workload.notebook, container.notebook, container, 'notebook');
  workload.owner = agreed(workload, workload.owner, ownerOf(container), container, 'owner');
  const twin = workload.containers.at(-1);
  // Workload, pod and name have sorted them, so that only a neighbour can be of the same container.
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

const facts = ({ name, image, imagePullPolicy, imageID, startedAt, restartedFor }: Container): string =>
  JSON.stringify([name, image, imagePullPolicy, imageID, startedAt, restartedFor]);

const byPodAndName = (a: Container, b: Container): number =>
  compare(a.pod ?? '', b.pod ?? '') || compare(a.name, b.name);

/** Rows without a pod are of any replica: those that say the same are brought together. */
const byWorkloadPodAndName = (a: ListedContainer, b: ListedContainer): number =>
  compareWorkloads(a, b) || byPodAndName(a, b) || (a.pod === undefined ? compare(facts(a), facts(b)) : 0);
