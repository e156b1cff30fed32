import { open, readFile, truncate } from 'node:fs/promises';
import { oneLineMessage, toolFailure, usageError } from '@patch-notebook-sts/core/failure';
import { parseRow } from '@patch-notebook-sts/core/io/read-rows';
import { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import * as z from 'zod';
import { restartId } from '../report/outcomes.ts';
import { isSameRun, JournalHeader } from './journal-header.ts';

/** What is written before a workload's patch: the row, and the time that its restart will carry. */
const IntentLine = z.object({ intent: RestartRow, startedAt: z.iso.datetime() });
export type Intent = { row: RestartRow; startedAt: string };

/** The first line of what a run has written. */
const HeaderLine = z.object({ journal: JournalHeader });

const Line = z.union([OutcomeRow, IntentLine, HeaderLine]);
type Line = z.infer<typeof Line>;

/** A run's memory on disk. */
export interface Journal {
  /** Outcomes of the run that is being resumed, in the order in which they were written. */
  outcomes: readonly OutcomeRow[];
  /** What any run before was about to do, or did, and wrote no outcome for. */
  open: readonly Intent[];
  /** The times of all their restarts. */
  restartTimes: ReadonlySet<string>;
  /** Writes that workloads are about to be patched; on disk when it returns. */
  intend(rows: readonly RestartRow[], startedAt: string): Promise<void>;
  /** Appends outcomes; on disk when it returns. */
  append(rows: readonly OutcomeRow[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a journal, or begins one. A run of another plan adds its lines to it, and takes only what is open from those
 * before. So does one that finds lines without a header, as earlier versions wrote them, because nobody knows whose they are.
 *
 * A torn last line, of a run that was killed while writing, is cut off; any other line that isn't a journal's is refused
 * (exit 3), because the file may be something else. A journal of another cluster is refused too (exit 2), because what was
 * verified there says nothing about this one; both are left as they are.
 */
export async function openJournal(file: string, header: JournalHeader): Promise<Journal> {
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
    requireCluster(file, lines, header.cluster);
    const found = readLines(lines, header);
    if (whole.length < text.length) await truncate(file, Buffer.byteLength(whole));
    const handle = await open(file, 'a');
    let isBegun = found.isSameRun;
    const append = async (rows: readonly object[]) => {
      if (rows.length === 0) return;
      const written = isBegun ? rows : [{ journal: header }, ...rows];
      isBegun = true;
      await handle.write(written.map((row) => `${JSON.stringify(row)}\n`).join(''));
      await handle.sync();
    };
    return {
      ...found,
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

const isHeader = (line: Line): line is z.infer<typeof HeaderLine> => 'journal' in line;
const isIntent = (line: Line): line is z.infer<typeof IntentLine> => 'intent' in line;

function requireCluster(file: string, lines: readonly Line[], cluster: string): void {
  const other = lines.filter(isHeader).find(({ journal }) => journal.cluster !== cluster)?.journal.cluster;
  if (other === undefined) return;
  throw usageError(
    `${file}: this journal is of the cluster ${other}, and this run is on ${cluster}; name another file for each cluster`,
  );
}

function readLines(
  lines: readonly Line[],
  present: JournalHeader,
): Pick<Journal, 'outcomes' | 'open' | 'restartTimes'> & { isSameRun: boolean } {
  let same = false;
  let outcomes: OutcomeRow[] = [];
  const open = new Map<string, Intent>();
  const restartTimes = new Set<string>();
  for (const line of lines) {
    if (isHeader(line)) {
      same = isSameRun(line.journal, present);
      outcomes = [];
    } else if (isIntent(line)) {
      restartTimes.add(line.startedAt);
      open.set(restartId(line.intent), { row: line.intent, startedAt: line.startedAt });
    } else {
      if (same) outcomes.push(line);
      open.delete(restartId(line));
    }
  }
  return { outcomes, open: [...open.values()], restartTimes, isSameRun: same };
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
