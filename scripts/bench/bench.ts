import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareNode, compareTimes, timeOf } from './measure.ts';
import { isReached, markdown, type Row } from './report.ts';
import { benchChain } from './rows-chain.ts';
import { benchFilter } from './rows-filter.ts';
import { benchList } from './rows-list.ts';
import { benchRestart } from './rows-restart.ts';
import { benchStart } from './rows-start.ts';
import { benchTags } from './rows-tags.ts';

/** What every part of the bench needs. */
export interface Bench {
  /** For files; removed at the end. */
  folder: string;
  /** The repository's folder. */
  root: string;
  /** Smaller sizes and fewer repetitions, for a first look. */
  quick: boolean;
  repeat: number;
}

/** What every start of node pays here, theirs and ours, and makes all of them look more alike than they are elsewhere. */
async function certificatesNote({ repeat }: Bench): Promise<string> {
  if (!process.env.NODE_EXTRA_CA_CERTS) return '';
  const { ours, theirs } = await compareTimes(
    () => timeOf({ ...bareNode, env: { NODE_EXTRA_CA_CERTS: undefined } }),
    () => timeOf(bareNode),
    repeat,
  );
  return (
    `NODE_EXTRA_CA_CERTS is set: node -e 0 takes ${theirs.toFixed(0)} ms with it, and ${ours.toFixed(0)} ms without.\n` +
    'Unset it to see the start-ups beside a node that has no certificates to read.\n'
  );
}

async function main(args: string[]): Promise<void> {
  const quick = args.includes('--quick');
  const root = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const bench: Bench = { folder, root, quick, repeat: quick ? 3 : 7 };
  try {
    const rows: Row[] = [];
    for (const part of [benchStart, benchFilter, benchTags, benchList, benchRestart, benchChain]) {
      rows.push(...(await part(bench)));
      process.stderr.write(`${part.name}: done\n`);
    }
    process.stdout.write(markdown(rows));
    mkdirSync(join(root, 'dist'), { recursive: true });
    writeFileSync(join(root, 'dist/bench.json'), `${JSON.stringify({ quick, rows }, undefined, 2)}\n`);
    const missed = rows.filter((row) => !isReached(row)).length;
    process.stdout.write(
      `\n${rows.length - missed} of ${rows.length} reached; all figures are in dist/bench.json\n${await certificatesNote(bench)}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
