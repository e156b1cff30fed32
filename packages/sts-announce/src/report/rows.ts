import { MAX_REASON } from '@patch-notebook-sts/core/rows/outcome-row';
import type { TaskResult } from '../act/tell.ts';
import type { Task } from '../live/task.ts';
import type { AnnounceRow } from './announce-row.ts';

/** The row of a task; without a result it was not attempted. */
export function announceRow({ row }: Task, result: TaskResult | undefined, isDryRun: boolean): AnnounceRow {
  const { stsName, namespace, kind } = row;
  const workload = { stsName, namespace, kind };
  if (result === undefined) return { ...workload, outcome: 'not-attempted', reason: 'interrupted' };
  if (result.failure !== undefined)
    return { ...workload, outcome: 'failed', reason: result.failure.slice(0, MAX_REASON) };
  const { step } = result;
  if (step.skipped !== undefined) return { ...workload, outcome: 'skipped', reason: step.skipped };
  return { ...workload, outcome: isDryRun ? 'planned' : step.outcome, ...step.announcement };
}
