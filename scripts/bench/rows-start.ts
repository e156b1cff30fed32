import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Bench, bareNode, compareTimes, timeOf } from './measure.ts';
import type { Row } from './report.ts';

/** Start-up: help, and a run with nothing to do, which sts-list doesn't have. There is no target: it is as it is. */
export async function benchStart({ root, quick, repeat }: Bench): Promise<Row[]> {
  const commands = execFileSync(join(root, 'scripts/commands.sh'), { encoding: 'utf8' }).trim().split('\n');
  const runs: [string, string[]][] = [
    ...commands.map((name): [string, string[]] => [name, ['--help']]),
    ['tag-digest', ['v1', '--allow-empty', '--images', '/dev/null']],
    ['sts-filter', ['--allow-empty', '/dev/null', '/dev/null']],
    ['sts-restart', ['execute', '/dev/null']],
  ];
  const rows: Row[] = [];
  for (const [name, args] of runs) {
    const command = join(root, 'dist/bin', name);
    const times = await compareTimes(
      () => timeOf({ command, args }),
      () => timeOf(bareNode),
      quick ? 1 : repeat * 2,
    );
    rows.push({ what: `${name} ${args.join(' ')}`, comparedWith: 'node -e 0', ...times, unit: 'ms' });
  }
  return rows;
}
