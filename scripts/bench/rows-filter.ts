import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { compareTimes, measure } from './measure.ts';
import type { Row } from './report.ts';

/** Comparing: many rows, made of the recorded ones under other names. */
export async function benchFilter({ folder, root, quick, repeat }: Bench): Promise<Row[]> {
  const count = quick ? 20_000 : 100_000;
  const file = join(folder, '1.txt');
  const recorded = readFileSync(join(root, 'fixtures/after/1-simple-output.txt'), 'utf8').trim().split('\n');
  const rows = Array.from({ length: count }, (_, i) =>
    (recorded[i % recorded.length] ?? '').replace('"namespace":"', `"namespace":"n${i}-`),
  );
  writeFileSync(file, `${rows.join('\n')}\n`);
  const images = join(root, 'fixtures/after/2-images-with-tags.txt');
  let peak = 0;
  const times = await compareTimes(
    async () => {
      const { ms, peakMb = 0 } = await measure(
        { command: join(root, 'dist/bin/sts-filter'), args: [file, images] },
        folder,
      );
      peak = Math.max(peak, peakMb);
      return ms;
    },
    async () => (await measure({ command: 'jq', args: ['-c', '.', file] }, folder)).ms,
    repeat,
  );
  const what = `sts-filter, ${count.toLocaleString('en')} rows`;
  return [
    { what, comparedWith: 'jq -c . of the same file', ...times, unit: 'ms', reach: { atLeast: 3 } },
    {
      what: `${what}: peak memory`,
      comparedWith: '150 MB',
      ours: peak,
      theirs: 150,
      unit: 'MB',
      reach: { atMost: 1 },
    },
  ];
}
