import type { ContainerRow } from '@patch-notebook-sts/core/container-row';
import { badInput } from '@patch-notebook-sts/core/failure';
import type { Located } from '@patch-notebook-sts/core/ndjson-reader';
import { compare, compareWorkloads, type Workload, workloadKey } from '@patch-notebook-sts/core/workload';

/** What is known of one container, as far as it decides. */
export interface Container {
  pod: string | undefined;
  name: string;
  /** The reference in the pod's spec; only a row without a spec falls back on the status. */
  image: string;
  imagePullPolicy: string | undefined;
  imageID: string;
}

/** A workload and all its containers, in the order of pod and name. */
export interface ListedWorkload {
  workload: Workload;
  containers: Container[];
}

/**
 * Gathers the rows of stage 1 by workload, in the order of namespace and name.
 *
 * A repeated row changes nothing; two rows that disagree about one container of one pod are refused (exit 3).
 * Rows without a `pod` can't disagree: they may be of different replicas.
 */
export async function readContainers(rows: AsyncIterable<Located<ContainerRow>>): Promise<ListedWorkload[]> {
  const workloads = new Map<
    string,
    { workload: Workload; containers: Map<string, Container & { at: string }> }
  >();
  for await (const { row, at } of rows) {
    const key = workloadKey(row);
    const { stsName, namespace, kind } = row;
    const entry = workloads.get(key) ?? { workload: { stsName, namespace, kind }, containers: new Map() };
    workloads.set(key, entry);
    const container = factsOf(row);
    const id = container.pod === undefined ? facts(container) : `${container.pod}/${container.name}`;
    const known = entry.containers.get(id);
    if (known !== undefined && facts(known) !== facts(container)) {
      throw badInput(
        `${at}: disagrees with ${known.at} about container ${container.name} of pod ${container.pod}`,
      );
    }
    if (known === undefined) entry.containers.set(id, { ...container, at });
  }
  return [...workloads.values()]
    .map(({ workload, containers }) => ({
      workload,
      containers: [...containers.values()].sort(byPodAndName),
    }))
    .sort((a, b) => compareWorkloads(a.workload, b.workload));
}

const factsOf = ({ pod, image, spec }: ContainerRow): Container => ({
  pod,
  name: image.name,
  image: spec?.image ?? image.image ?? '',
  imagePullPolicy: spec?.imagePullPolicy,
  imageID: image.imageID,
});

const facts = ({ name, image, imagePullPolicy, imageID }: Container): string =>
  `${name} ${image} ${imagePullPolicy} ${imageID}`;

const byPodAndName = (a: Container, b: Container): number =>
  compare(a.pod ?? '', b.pod ?? '') || compare(facts(a), facts(b));
