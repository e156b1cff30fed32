import type { Located, Location } from '@patch-notebook-sts/core/io/read-rows';
import type { Announcement } from '@patch-notebook-sts/core/rows/announcement';
import type { ContainerRow, OptOut } from '@patch-notebook-sts/core/rows/container-row';
import type { NotebookFacts } from '@patch-notebook-sts/core/rows/notebook-facts';
import type { Workload } from '@patch-notebook-sts/core/rows/workload';
import { whyNotReady } from './not-ready.ts';
import { runningSince } from './running-since.ts';

/** What is known of one container, as far as it decides, and where its row stood. */
export interface Container extends Location {
  pod: string | undefined;
  name: string;
  /** The reference in the pod's spec; only a row without a spec falls back on the status. */
  image: string;
  imagePullPolicy: string | undefined;
  imageID: string;
  /** RFC 3339; undefined where it doesn't run or the status doesn't say. */
  startedAt: string | undefined;
  /** Why it is not ready; undefined where it is, or the status doesn't say. */
  notReady: string | undefined;
  /** The pod's `patch-notebook-sts/digests` annotation. */
  restartedFor: string | undefined;
}

/** A container, and what its row says about its workload. */
export interface ListedContainer extends Container, Workload {
  notebook: NotebookFacts | undefined;
  /** The Notebook that its workload is made from. */
  ownerName: string | undefined;
  optOut: OptOut | undefined;
  announcement: Announcement | undefined;
}

/**
 * Reads the rows of stage 1, and the images that they name. Each text is kept once: a hundred thousand rows have the same
 * few images.
 */
export async function readContainers(
  rows: AsyncIterable<Located<ContainerRow>[]>,
): Promise<{ containers: ListedContainer[]; used: Iterable<string> }> {
  const containers: ListedContainer[] = [];
  const known = new Map<string, string>();
  const intern = (text: string): string => {
    const first = known.get(text);
    if (first === undefined) known.set(text, text);
    return first ?? text;
  };
  for await (const some of rows)
    for (const located of some) {
      const container = containerOf(located);
      container.image = intern(container.image);
      container.imageID = intern(container.imageID);
      containers.push(container);
    }
  return { containers, used: known.keys() };
}

function containerOf({ row, file, line }: Located<ContainerRow>): ListedContainer {
  const { stsName, namespace, kind, pod, image, spec, restartedFor, notebook, owner, optOut, announcement } =
    row;
  return {
    file,
    line,
    stsName,
    namespace,
    kind,
    pod,
    name: image.name,
    image: spec?.image ?? image.image ?? '',
    imagePullPolicy: spec?.imagePullPolicy,
    imageID: image.imageID,
    startedAt: runningSince(image.state),
    notReady: whyNotReady(image),
    restartedFor,
    notebook,
    ownerName: owner?.name,
    optOut,
    announcement,
  };
}
