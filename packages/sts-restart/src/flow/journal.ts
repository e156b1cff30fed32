import { open, readFile, truncate } from 'node:fs/promises';
import { oneLineMessage, toolFailure } from '@patch-notebook-sts/core/failure';
import { parseRow } from '@patch-notebook-sts/core/io/read-rows';
import { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import * as z from 'zod';
import { restartId } from '../report/outcomes.ts';

/** What is written before a workload's patch: the row, and the time that its restart will carry. */
const IntentLine = z.object({ intent: RestartRow, startedAt: z.iso.datetime() });
export type Intent = { row: RestartRow; startedAt: string };

const Line = z.union([OutcomeRow, IntentLine]);

/** A run's memory on disk. */
export interface Journal {
  /** Outcomes of the run that is being resumed, in the order in which they were written. */
  outcomes: readonly OutcomeRow[];
  /** What that run was about to do, or did, and wrote no outcome for. */
  open: readonly Intent[];
  /** The times of all its restarts. */
  restartTimes: ReadonlySet<string>;
  /** Writes that workloads are about to be patched; on disk when it returns. */
  intend(rows: readonly RestartRow[], startedAt: string): Promise<void>;
  /** Appends outcomes; on disk when it returns. */
  append(rows: readonly OutcomeRow[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a journal, or begins one. A torn last line, of a run that was killed while writing, is cut off; any other line
 * that isn't a journal's is refused (exit 3), because the file may be something else.
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
      ...readLines(lines),
      intend: (rows, startedAt) => append(rows.map((intent) => ({ intent, startedAt }))),
      append,
      close: () => handle.close(),
    };
  } catch (error) {
    throw error instanceof Error && 'syscall' in error
      ? toolFailure(`${file}: ${oneLineMessage(error)}`)
      : error;
  }
}

function readLines(
  lines: readonly z.infer<typeof Line>[],
): Pick<Journal, 'outcomes' | 'open' | 'restartTimes'> {
  const outcomes: OutcomeRow[] = [];
  const open = new Map<string, Intent>();
  const restartTimes = new Set<string>();
  for (const line of lines) {
    if ('intent' in line) {
      const { intent, startedAt } = line as z.infer<typeof IntentLine>;
      restartTimes.add(startedAt);
      open.set(restartId(intent), { row: intent, startedAt });
    } else {
      outcomes.push(line as OutcomeRow);
      open.delete(restartId(line as OutcomeRow));
    }
  }
  return { outcomes, open: [...open.values()], restartTimes };
}

/** A journal that nobody keeps. */
export const noJournal: Journal = {
  outcomes: [],
  open: [],
  restartTimes: new Set(),
  intend: async () => {},
  append: async () => {},
  close: async () => {},
};
