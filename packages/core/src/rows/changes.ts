import type { MigratedContainer, RestartRow } from './restart-row.ts';

/** What a row asks of one container; a restart leaves its reference as it is. */
export type Change = MigratedContainer;

/** What a row asks of each of its containers. */
export const changesOf = (row: RestartRow): Change[] =>
  row.action === 'migrate' ? row.containers : row.containers.map((one) => ({ ...one, to: one.image }));

/** Those that change something in a pod's spec. */
export const specChanges = (row: RestartRow): Change[] =>
  changesOf(row).filter(({ image, to, imagePullPolicy }) => to !== image || imagePullPolicy !== undefined);

/** The name of the Notebook that a row's change goes to; undefined where the workload itself is changed. */
export const notebookNameOf = (row: RestartRow): string | undefined =>
  row.action === 'migrate' ? row.owner?.name : undefined;
