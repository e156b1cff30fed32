import {
  type CountOrPercent,
  exceeds,
  parseCountOrPercent,
} from '@patch-notebook-sts/core/cli/count-or-percent';
import { ExitCode, Failure, usageError } from '@patch-notebook-sts/core/failure';
import { restarting, waiting } from '@patch-notebook-sts/core/rows/decision-row';
import { type Counts, tracked } from './counts.ts';

/** The share of `--max-stale`, `P%`; a number of workloads would mean another thing in each cluster (exit 2). */
export function parseShare(text: string): CountOrPercent {
  const limit = parseCountOrPercent(text, '--max-stale');
  if (!('percent' in limit)) throw usageError(`--max-stale: "${text}" is not a percentage such as 30%`);
  return limit;
}

/**
 * Stops where more workloads would restart than `limit` allows, of those that have an image of a listed repository
 * (exit 4): a registry or a cluster that suddenly calls everything stale is wrong more often than right.
 * What is only announced counts too: nobody should be told of a restart that this limit will prevent.
 */
export function checkShare(counts: Counts, limit: CountOrPercent, text: string): void {
  const { migrate } = counts;
  const all = tracked(counts);
  const affected = [...restarting, ...waiting].reduce((sum, decision) => sum + counts[decision], 0);
  if (!exceeds(limit, affected, all)) return;
  const what = migrate === 0 ? 'stale' : 'stale or to migrate';
  throw new Failure(
    ExitCode.stopped,
    `${affected} of ${all} workloads of listed images are ${what} (${((affected / all) * 100).toFixed(1)}%), ` +
      `more than --max-stale ${text}: nothing is to restart; see why with --decisions, and raise the limit if that is right`,
  );
}
