import type { Readable } from 'node:stream';
import { type Located, parseRow, readLines } from '@patch-notebook-sts/core/io/read-rows';
import { readPlan } from '@patch-notebook-sts/core/rows/read-plan';
import { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { workloadId } from '@patch-notebook-sts/core/rows/workload';

/** The rows of sts-filter: what they ask for, and their lines as they came. */
export interface RowsIn {
  plan: RestartRow[];
  lines: { id: string; text: string }[];
}

/**
 * Reads all rows, as `readPlan` does, and keeps their lines: what goes on to the next command is exactly what came.
 * @param namespace of rows that have none
 */
export async function readRowsIn(
  file: string,
  stdin: Readable,
  namespace: string | undefined,
): Promise<RowsIn> {
  const lines: RowsIn['lines'] = [];
  async function* rows(): AsyncGenerator<Located<RestartRow>[]> {
    for await (const batch of readLines(file, stdin)) {
      yield batch.map((line) => {
        const row = parseRow(line, RestartRow);
        lines.push({ id: workloadId({ ...row, namespace: row.namespace ?? namespace }), text: line.text });
        return { row, file: line.file, line: line.line };
      });
    }
  }
  return { plan: await readPlan(rows(), namespace), lines };
}
