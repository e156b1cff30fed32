import { open, readFile, truncate } from 'node:fs/promises';
import { oneLineMessage, toolFailure } from '@patch-notebook-sts/core/failure';
import { parseRow } from '@patch-notebook-sts/core/io/read-rows';
import { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import * as z from 'zod';

/** What is written before a batch's first patch: the time that its restarts carry. */
const BatchLine = z.object({ batch: z.int(), startedAt: z.iso.datetime() });

const Line = z.union([OutcomeRow, BatchLine]);

/** A run's memory on disk. */
export interface Journal {
  /** Outcomes of the run that is being resumed, in the order in which they were written. */
  outcomes: OutcomeRow[];
  /** The times of its restarts, those included that it didn't come to write an outcome for. */
  restartTimes: Set<string>;
  /** Writes that a batch is about to restart; on disk when it returns. */
  startBatch(batch: number, startedAt: string): Promise<void>;
  /** Appends outcomes; on disk when it returns. */
  append(rows: readonly OutcomeRow[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a journal, or begins one. A torn last line, of a run that was killed while writing, is cut off; any other line
 * that isn't a journal's is refused (exit 3), since the file may be something else.
 */
export async function openJournal(file: string): Promise<Journal> {
  try {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const lines = whole
      .split('\n')
      .filter(Boolean)
      .map((text, i) => parseRow({ text, file, line: i + 1 }, Line));
    if (whole.length < text.length) await truncate(file, Buffer.byteLength(whole));
    const handle = await open(file, 'a');
    const append = async (rows: readonly object[]) => {
      if (rows.length === 0) return;
      await handle.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      await handle.sync();
    };
    return {
      outcomes: lines.filter((line): line is OutcomeRow => 'outcome' in line),
      restartTimes: new Set(
        lines.filter((line) => !('outcome' in line)).map(({ startedAt }) => startedAt ?? ''),
      ),
      startBatch: (batch, startedAt) => append([{ batch, startedAt }]),
      append,
      close: () => handle.close(),
    };
  } catch (error) {
    throw error instanceof Error && 'syscall' in error
      ? toolFailure(`${file}: ${oneLineMessage(error)}`)
      : error;
  }
}

/** A journal that nobody keeps. */
export const noJournal: Journal = {
  outcomes: [],
  restartTimes: new Set(),
  startBatch: async () => {},
  append: async () => {},
  close: async () => {},
};
