import { Outcome } from '@patch-notebook-sts/core/rows/outcome-row';
import type { WorkloadFacts } from '../model/page-data.ts';
import { isBehind } from './group.ts';

const WORDS: Record<Outcome, string> = {
  planned: 'would restart',
  verified: 'restarted and verified',
  restarted: 'restarted',
  skipped: 'skipped',
  failed: 'failed',
  'not-attempted': 'not attempted',
};

/**
 * What happened, in one sentence.
 * @param known which of a run's results are there: without decisions nothing says what is stale
 */
export function sentence(
  workloads: readonly WorkloadFacts[],
  known: { decisions: boolean; outcomes: boolean },
): string {
  const all = `${count(workloads.length)} ${workloads.length === 1 ? 'workload' : 'workloads'}`;
  const behind = workloads.filter(({ group }) => isBehind(group)).length;
  const outcomes = Outcome.options.flatMap((outcome) => {
    const found = workloads.filter((one) => one.outcome === outcome).length;
    return found === 0 ? [] : `${count(found)} ${WORDS[outcome]}`;
  });
  const held = workloads.filter(({ group }) => group === 'held').length;
  if (held > 0) outcomes.push(`${count(held)} held back`);
  const stale = `Of ${all}, ${behind === 0 ? 'none was' : `${count(behind)} ${behind === 1 ? 'was' : 'were'}`} stale`;
  if (!known.decisions && !known.outcomes) return `${all}; nothing says which of them were stale.`;
  if (!known.outcomes)
    return `${stale}${held > 0 ? ` (${count(held)} held back)` : ''}; nothing says what was restarted.`;
  const dry = workloads.some(({ outcome }) => outcome === 'planned');
  return `${stale}${outcomes.length > 0 ? `: ${outcomes.join(', ')}` : ''}.${dry ? ' This was a dry run: nothing was changed.' : ''}`;
}

const count = (number: number): string => number.toLocaleString('en');
