import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './measure.ts';
import { meetsTarget, type Row, report } from './report.ts';
import { benchChain } from './rows-chain.ts';
import { benchFilter } from './rows-filter.ts';
import { benchList } from './rows-list.ts';
import { benchPrepull } from './rows-prepull.ts';
import { benchReport } from './rows-report.ts';
import { benchRestart } from './rows-restart.ts';
import { benchRollout } from './rows-rollout.ts';
import { benchStart } from './rows-start.ts';
import { benchTags } from './rows-tags.ts';

async function main(args: string[]): Promise<void> {
  const quick = args.includes('--quick');
  const root = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const bench: Bench = { folder, root, quick, repeat: quick ? 1 : 7 };
  try {
    const rows: Row[] = [];
    for (const part of [
      benchStart,
      benchFilter,
      benchTags,
      benchList,
      benchRestart,
      benchRollout,
      benchPrepull,
      benchReport,
      benchChain,
    ]) {
      rows.push(...(await part(bench)));
      process.stderr.write(`${part.name}: done\n`);
    }
    process.stdout.write(report(rows));
    mkdirSync(join(root, 'dist'), { recursive: true });
    writeFileSync(join(root, 'dist/bench.json'), `${JSON.stringify({ quick, rows }, undefined, 2)}\n`);
    const verdicts = rows.map(meetsTarget).filter((met) => met !== undefined);
    process.stdout.write(
      `\n${verdicts.filter(Boolean).length} of ${verdicts.length} targets met; all figures are in dist/bench.json\n` +
        'Times are those of whole processes. NODE_EXTRA_CA_CERTS is unset for all of them.\n',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
