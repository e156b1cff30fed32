import { shortDigest } from '@patch-notebook-sts/core/text/table';
import type { History, PageData } from '../model/page-data.ts';
import { fileOf, type Stages } from '../read/stages.ts';
import { attention } from './attention.ts';
import { sentence } from './sentence.ts';
import { whenOf } from './when.ts';
import { workloadFacts } from './workloads.ts';

/** Stage files whose absence a reader has to know of, and what is missing without them. */
const MISSED = {
  containers: 'which digest each workload ran is not known',
  images: 'where the tags point to is not known',
  decisions: 'only the workloads that were to restart are known, and not why the others were left alone',
  outcomes: 'what was restarted is not known',
} as const;

/**
 * Everything on the page.
 * @param runLines what the chain's summary says about the run
 * @param remarks what else a reader has to know, without a full stop
 */
export function pageDataOf(
  stages: Stages,
  runLines: readonly string[],
  history: History | undefined,
  remarks: readonly string[],
): PageData {
  const workloads = workloadFacts(stages);
  const missing = (Object.keys(MISSED) as (keyof typeof MISSED)[]).filter(
    (stage) => stages[stage] === undefined,
  );
  return {
    run: runLines,
    at: whenOf(stages),
    sentence: sentence(workloads, {
      decisions: stages.decisions !== undefined || stages.restarts !== undefined,
      outcomes: stages.outcomes !== undefined,
    }),
    attention: attention(stages),
    notes: [
      ...missing.map((stage) => `${fileOf(stage)} is missing: ${MISSED[stage]}.`),
      ...remarks.map((remark) => `${remark}.`),
    ],
    images: (stages.images ?? []).flatMap(({ repository, tag, digest, platforms = {} }) =>
      digest === null
        ? []
        : { reference: `${repository}:${tag}`, now: [digest, ...Object.values(platforms)].map(shortDigest) },
    ),
    workloads,
    history,
  };
}
