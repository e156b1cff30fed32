import type { LogFields } from '@patch-notebook-sts/core/io/log';
import { DEFAULT_KIND } from '@patch-notebook-sts/core/kube/kinds';
import { type Change, changesOf } from '@patch-notebook-sts/core/rows/changes';
import { digestsAnnotation } from '@patch-notebook-sts/core/rows/digests-annotation';
import { MAX_REASON, type OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadId, workloadName } from '@patch-notebook-sts/core/rows/workload';
import { shortDigest } from '@patch-notebook-sts/core/text/table';

type Result = Pick<OutcomeRow, 'outcome' | 'reason' | 'batch' | 'startedAt' | 'readyAt' | 'startupSeconds'>;

/**
 * The row of what became of a restart; `digests` is what the restart was for, as in the pods' annotation. That of a
 * migration has the old references too, so that it can be undone.
 */
export const outcomeOf = (row: RestartRow, { outcome, reason, ...more }: Result): OutcomeRow => ({
  stsName: row.stsName,
  namespace: row.namespace,
  kind: row.kind,
  outcome,
  ...known({ reason: reason?.slice(0, MAX_REASON), ...more }),
  digests: digestsAnnotation(row),
  ...(row.action === 'migrate'
    ? known({ action: row.action, containers: row.containers.map(changed), owner: row.owner })
    : {}),
});

const changed = ({ name, image, to, running, wanted, imagePullPolicy, wasImagePullPolicy }: Change) => ({
  name,
  from: image,
  to,
  ...known({ running, wanted, imagePullPolicy, wasImagePullPolicy }),
});

/** An object without the keys that have no value. */
const known = <T extends object>(object: T): Partial<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;

/** One string for each restart of each workload: another digest is another restart, and so is an undo. */
export function restartId(row: RestartRow | OutcomeRow): string {
  const { digests, containers, ...workload } =
    'outcome' in row ? (row as OutcomeRow) : outcomeOf(row, PLANNED);
  const changes = containers?.map(({ name, from, to, imagePullPolicy }) => [name, from, to, imagePullPolicy]);
  return JSON.stringify([workloadId(workload), digests, changes]);
}

const PLANNED = { outcome: 'planned' } as const;

/** What a restart changes, for the log: each container's image, its digests before and after, and its pull policy. */
export const changeOf = (row: RestartRow): string => changesOf(row).map(changeOfOne).join(', ');

function changeOfOne(change: Change): string {
  const { name, image, to, running, wanted, imagePullPolicy, wasImagePullPolicy } = change;
  const policy =
    imagePullPolicy === undefined
      ? ''
      : ` imagePullPolicy ${wasImagePullPolicy ?? 'unknown'} -> ${imagePullPolicy}`;
  if (to !== image) return `${name} ${image} -> ${to}${policy}`;
  return `${name} ${image} ${shortDigest(running)} -> ${shortDigest(wanted)}${policy}`;
}

/** An outcome for the log: why it is no more than that, or what was changed, and what else was done for it. */
export function outcomeLine(
  row: RestartRow,
  { outcome, reason }: Pick<OutcomeRow, 'outcome' | 'reason'>,
): string {
  const parts = outcome === 'verified' ? [changeOf(row), reason] : [reason ?? changeOf(row)];
  return `${workloadName(row)}: ${outcome}: ${parts.filter(Boolean).join('; ')}`;
}

/** The same for log collectors, in fields. Of several containers, the first. */
export function outcomeFields(row: RestartRow, { outcome, startedAt, readyAt }: OutcomeRow): LogFields {
  const { stsName: name, namespace, kind = DEFAULT_KIND } = row;
  const [first] = changesOf(row);
  const seconds =
    startedAt === undefined || readyAt === undefined
      ? undefined
      : Math.round((Date.parse(readyAt) - Date.parse(startedAt)) / 1000);
  return { namespace, name, kind, outcome, from: first?.running, to: first?.wanted, seconds };
}
