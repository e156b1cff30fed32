import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import type { MigrateRow } from '@patch-notebook-sts/core/rows/restart-row';

/**
 * The row that undoes a migration, whatever became of it after its change; undefined where nothing was changed, and for
 * a restart, which can't be undone: only its tag's digest has moved.
 *
 * What ran before the migration is wanted again. Of what had never run nothing is known, and so no digest is wanted. A
 * container that only restarted along stays as it is.
 */
export function undoRow(row: OutcomeRow): MigrateRow | undefined {
  const { stsName, namespace, kind, action, containers = [], owner, startedAt } = row;
  if (action !== 'migrate' || startedAt === undefined) return undefined;
  const back = containers
    .filter(({ from, to, imagePullPolicy }) => from !== to || imagePullPolicy !== undefined)
    .map(({ name, from, to, running, wanted, imagePullPolicy, wasImagePullPolicy }) => ({
      name,
      image: to,
      to: from,
      ...(wanted === undefined ? {} : { running: wanted }),
      ...(running === undefined ? {} : { wanted: running }),
      ...(wasImagePullPolicy === undefined
        ? {}
        : { imagePullPolicy: wasImagePullPolicy, wasImagePullPolicy: imagePullPolicy }),
    }));
  if (back.length === 0) return undefined;
  return { stsName, namespace, kind, action, containers: back, ...(owner === undefined ? {} : { owner }) };
}
