import { writeMetrics } from '@patch-notebook-sts/core/io/metrics';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { gauges, lastSuccessOf, summary } from './report.ts';

/** The outcomes of a run, and why it ended before its plan did, if so. */
export interface RunResult {
  outcomes: readonly OutcomeRow[];
  stopped?: string | undefined;
}

/**
 * Writes a run's summary in Markdown and its metrics, where a file was given for them.
 * @param started milliseconds since the epoch
 */
export async function writeReport(
  { outcomes, stopped }: RunResult,
  files: { summary?: string | undefined; metrics?: string | undefined },
  started: number,
  interrupted: boolean,
): Promise<void> {
  if (files.summary !== undefined) {
    await withOutput(
      files.summary,
      process.stdout,
      async (out) => void out.write(summary(outcomes, stopped)),
    );
  }
  if (files.metrics === undefined) return;
  const failed = outcomes.some(({ outcome }) => outcome === 'failed');
  const well = stopped === undefined && !failed && !interrupted;
  const lastSuccess = well ? Date.now() / 1000 : await lastSuccessOf(files.metrics);
  await writeMetrics(files.metrics, gauges(outcomes, (Date.now() - started) / 1000, lastSuccess));
}
