import type { MigratedContainer, RestartRow } from '@patch-notebook-sts/core/rows/restart-row';

/** What a row asks of one container; a restart leaves its reference as it is. */
export type Change = MigratedContainer;

/** A container of a live object: of a pod, of a pod template, of a Notebook. */
export interface LiveContainer {
  name: string;
  image: string;
  imagePullPolicy?: string | undefined;
}

/** What a row asks of each of its containers. */
export const changesOf = (row: RestartRow): Change[] =>
  row.action === 'migrate' ? row.containers : row.containers.map((one) => ({ ...one, to: one.image }));

/** Those that change something in a pod's spec. */
export const specChanges = (row: RestartRow): Change[] =>
  changesOf(row).filter(({ image, to, imagePullPolicy }) => to !== image || imagePullPolicy !== undefined);

/** The name of the Notebook that a row's change goes to; undefined where the workload itself is changed. */
export const notebookNameOf = (row: RestartRow): string | undefined =>
  row.action === 'migrate' ? row.owner?.name : undefined;

/** Whether containers have all references and pull policies that a row asks for. */
export const isApplied = (row: RestartRow, containers: readonly LiveContainer[]): boolean =>
  specChanges(row).every(({ name, to, imagePullPolicy }) => {
    const live = containers.find((container) => container.name === name);
    return live?.image === to && (imagePullPolicy ?? live.imagePullPolicy) === live.imagePullPolicy;
  });

/**
 * Where containers are not as they were listed, in words; undefined: nowhere. A Notebook without a pull policy has the
 * one that Kubernetes gives its pods, which was listed.
 */
export function whyDifferent(
  changes: readonly Change[],
  containers: readonly LiveContainer[],
): string | undefined {
  for (const { name, image, imagePullPolicy, wasImagePullPolicy } of changes) {
    const live = containers.find((container) => container.name === name);
    if (live === undefined) return `container ${name} is gone`;
    if (live.image !== image) return `container ${name} is on ${live.image} now`;
    const policy = live.imagePullPolicy;
    if (imagePullPolicy !== undefined && policy !== undefined && policy !== (wasImagePullPolicy ?? policy))
      return `container ${name} has imagePullPolicy ${policy} now`;
  }
  return undefined;
}
