import type { Readable } from 'node:stream';
import { type Located, readRows } from '@patch-notebook-sts/core/io/read-rows';
import { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { undoRow } from './undo-row.ts';

/** Reads the rows of stage 4 as those that undo them, each where its outcome stood; the others are left out. */
export async function* readUndo(file: string, stdin: Readable): AsyncGenerator<Located<RestartRow>[]> {
  for await (const outcomes of readRows(file, stdin, OutcomeRow)) {
    yield outcomes.flatMap(({ row, file, line }) => {
      const back = undoRow(row);
      return back === undefined ? [] : [{ row: back, file, line }];
    });
  }
}
