import { groupBy } from '@patch-notebook-sts/core/group-by';
import { DEFAULT_KIND, kindInfo } from '@patch-notebook-sts/core/kube/kinds';
import { type Workload, workloadId, workloadName } from '@patch-notebook-sts/core/rows/workload';
import { shellCommand } from '@patch-notebook-sts/core/text/shell-quote';
import type { Attention } from '../model/page-data.ts';
import type { Stages } from '../read/stages.ts';
import { withoutDigest } from './workloads.ts';

type Row = Workload & { reason?: string | undefined; image?: string | undefined };

const imageOf = ({ image }: Row): string => withoutDigest(image) ?? '';
const reasonOf = ({ reason = '' }: Row): string => reason;

/** So many of the workloads that share a cause are named. */
const NAMED = 3;

/**
 * What needs a person, the most urgent first: notebooks that don't run, then what was not done. Workloads that share a cause
 * are one thing.
 */
export function attention(stages: Stages): Attention[] {
  const { decisions = [], outcomes = [], held = [], images = [] } = stages;
  const describe = describer(stages);
  const together = (
    rows: readonly Row[],
    words: string,
    causeOf: (row: Row) => string = reasonOf,
  ): Attention[] =>
    [...groupBy(rows, causeOf).values()].map((some) => ({
      title: `${named(some)}: ${words}`,
      reason: some[0]?.reason ?? '',
      commands: some.map(describe),
    }));
  const decided = (decision: string) => decisions.filter((row) => row.decision === decision);
  const ended = (outcome: string) => outcomes.filter((row) => row.outcome === outcome);
  const restarted = new Set(outcomes.map(workloadId));

  const errors = images.flatMap(({ repository, tag, error }) =>
    error === undefined ? [] : { reference: `${repository}:${tag}`, repository, tag, error },
  );
  const broken = new Set(errors.map(({ reference }) => reference));
  const unknown = decided('unknown-digest');
  return [
    ...together(ended('failed'), 'failed'),
    ...together(
      decisions.filter(({ notReady }) => notReady !== undefined),
      'not ready',
    ),
    // What would show more is the run's log, and not these workloads.
    ...together(ended('not-attempted'), 'not attempted').map((one) => ({ ...one, commands: [] })),
    ...together(
      held.filter((row) => !restarted.has(workloadId(row))),
      'held back, because the image could not be pulled first',
    ),
    ...errors.map(({ reference, repository, tag, error }) => {
      const count = unknown.filter((row) => imageOf(row) === reference).length;
      return {
        title: `${reference}: ${error}`,
        reason: `${count} ${count === 1 ? 'workload was' : 'workloads were'} left alone because of it`,
        commands: [shellCommand(['tag-digest', tag, '--image', repository])],
      };
    }),
    ...together(
      unknown.filter((row) => !broken.has(imageOf(row))),
      'could not be compared',
      imageOf,
    ),
    ...together(decided('unmoved'), 'stale after a restart that was for the same digest', imageOf),
  ];
}

function named(rows: readonly Row[]): string {
  const names = rows.slice(0, NAMED).map(workloadName).join(', ');
  return rows.length > NAMED ? `${names} and ${rows.length - NAMED} more` : names;
}

/** Makes the command that shows a workload's pod, or the workload where no pod is known. */
function describer({ containers = [] }: Stages): (workload: Workload) => string {
  const pods = new Map<string, string>();
  for (const row of containers)
    if (row.pod !== undefined && !pods.has(workloadId(row))) pods.set(workloadId(row), row.pod);
  return (workload) => {
    const { stsName, namespace, kind = DEFAULT_KIND } = workload;
    const { word, ordinalPods } = kindInfo(kind);
    // The pods of other kinds have a new name after a restart.
    const pod = ordinalPods ? (pods.get(workloadId(workload)) ?? `${stsName}-0`) : undefined;
    const what = pod === undefined ? [word, stsName] : ['pod', pod];
    return shellCommand([
      'kubectl',
      'describe',
      ...what,
      ...(namespace === undefined ? [] : ['-n', namespace]),
    ]);
  };
}
