import type { ContainerRow, OptOut } from '@patch-notebook-sts/core/container-row';
import type { Located, Place } from '@patch-notebook-sts/core/ndjson-reader';
import type { NotebookFacts } from '@patch-notebook-sts/core/notebook-facts';
import { compare, compareWorkloads, type Workload } from '@patch-notebook-sts/core/workload';
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

/**
 * A container, and what its row says of its workload. Flat, for a hundred thousand may have to be kept, and each object
 * more is garbage to collect.
 */
export interface ListedContainer extends Container, Workload {
  notebook: NotebookFacts | undefined;
  /** The Notebook that its workload is made from. */
  ownerName: string | undefined;
  optOut: OptOut | undefined;
}

/** The containers of the rows of stage 1, some at a time. */
export async function* readContainers(
  rows: AsyncIterable<Located<ContainerRow>[]>,
): AsyncGenerator<ListedContainer[]> {
  const share = sharing();
  for await (const some of rows) yield some.map((located) => containerOf(located, share));
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

function containerOf({ row, file, line }: Located<ContainerRow>, share: Share): ListedContainer {
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

/** What decides about a container alone, as one text. */
export const facts = ({
  name,
  image,
  imagePullPolicy,
  imageID,
  startedAt,
  restartedFor,
}: Container): string => JSON.stringify([name, image, imagePullPolicy, imageID, startedAt, restartedFor]);

export const byPodAndName = (a: Container, b: Container): number =>
  compare(a.pod ?? '', b.pod ?? '') || compare(a.name, b.name);

/**
 * The order of the rows of sts-list, in which rows about one container are neighbours. Those without a pod are of any
 * replica: the ones that say the same are brought together.
 */
export const byWorkloadPodAndName = (a: ListedContainer, b: ListedContainer): number =>
  compareWorkloads(a, b) || byPodAndName(a, b) || (a.pod === undefined ? compare(facts(a), facts(b)) : 0);
