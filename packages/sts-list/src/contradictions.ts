import { groupBy } from '@patch-notebook-sts/core/group-by';
import { workloadId } from '@patch-notebook-sts/core/rows/workload';
import { type LeftOut, leftOut } from './left-out.ts';
import { compareListedRows, type ListedRow } from './listed-row.ts';

/**
 * Sorts rows, and leaves out those that contradict each other, because sts-filter refuses a file that has them: those of
 * a workload whose pods name different Notebooks in their labels, and those of a container that was listed twice and
 * differs. What is the same is kept once.
 */
export function withoutContradictions(rows: ListedRow[]): { rows: ListedRow[]; leftOut: LeftOut[] } {
  const kept: ListedRow[] = [];
  const out: LeftOut[] = [];
  rows.sort(compareListedRows);
  for (const ofWorkload of groupBy(rows, workloadId).values()) {
    const owners = new Set(ofWorkload.flatMap(({ ownerName }) => ownerName ?? []));
    for (const [first, ...others] of groupBy(ofWorkload, ({ pod, name }) => `${pod}/${name}`).values()) {
      if (first === undefined) continue;
      const leaveOut = (why: string) => out.push(leftOut('pod', first.namespace, first.pod, why));
      if (owners.size > 1) leaveOut('the pods of its workload name different Notebooks');
      else if (others.every(({ text }) => text === first.text)) kept.push(first);
      else leaveOut(`its container ${first.name} was listed twice, and differs`);
    }
  }
  return { rows: kept, leftOut: out };
}
