import type { Readable } from 'node:stream';
import { type Located, readRows } from '@patch-notebook-sts/core/ndjson-reader';
import { OutcomeRow } from '@patch-notebook-sts/core/outcome-row';
import type { RestartRow } from '@patch-notebook-sts/core/restart-row';
import { wayBack } from './way-back.ts';

/** Reads the rows of stage 4 as those that undo them, each where its outcome stood; the others are left out. */
export async function* readWayBack(file: string, stdin: Readable): AsyncGenerator<Located<RestartRow>[]> {
  for await (const outcomes of readRows(file, stdin, OutcomeRow)) {
    yield outcomes.flatMap(({ row, file, line }) => {
      const back = wayBack(row);
      return back === undefined ? [] : [{ row: back, file, line }];
    });
  }
}
