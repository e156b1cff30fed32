import type { Writable } from 'node:stream';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { type Format, type View, writeLines, writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { workloadId, workloadWord } from '@patch-notebook-sts/core/rows/workload';
import { workloadColumns } from '@patch-notebook-sts/core/rows/workload-columns';
import type { RowsIn } from '../plan/rows-in.ts';
import type { Verdict } from './verdict.ts';

/** People are shown every workload, with the reason; names are those of the workloads that may restart. */
const verdictView: View<Verdict> = {
  columns: [
    ...workloadColumns.map(({ title, value }) => ({
      title,
      value: ({ workload }: Verdict) => value(workload.row),
    })),
    { title: 'MAY RESTART', value: ({ goesOn }) => (goesOn ? 'yes' : 'no') },
    { title: 'REASON', value: ({ reason = '' }) => reason },
  ],
  name: ({ workload }) => workloadWord(workload.row),
};

/** Writes the rows that go on: as ndjson, their lines as they came. */
export async function writeRowsOut(
  verdicts: readonly Verdict[],
  lines: RowsIn['lines'],
  out: Writable,
  format: Format,
): Promise<void> {
  const goOn = verdicts.filter((verdict) => verdict.goesOn);
  if (format !== 'ndjson') return writeRows(format === 'table' ? verdicts : goOn, out, format, verdictView);
  const ids = new Set(goOn.map(({ workload }) => workloadId(workload.row)));
  const goingOn = lines.filter(({ id }) => ids.has(id));
  return writeLines(
    goingOn.map(({ text }) => text),
    out,
  );
}

/** Writes rows to the file of an option, if it was given. */
export async function writeFile(
  file: string | undefined,
  stdout: Writable,
  rows: readonly object[],
): Promise<void> {
  if (file === undefined) return;
  await withOutput(file, stdout, (out) => writeRows(rows, out, 'ndjson', { columns: [], name: () => '' }));
}
