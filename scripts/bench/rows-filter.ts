import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, compareTimes, peakOf, timeOf } from './measure.ts';
import type { Row } from './report.ts';

/** Decisions: many rows, copies of the recorded ones under other names, in the order in which sts-list writes them. */
export async function benchFilter(bench: Bench): Promise<Row[]> {
  const { folder, root, quick, repeat } = bench;
  const count = quick ? 5000 : 100_000;
  const file = join(folder, '1.txt');
  const recorded = readFileSync(join(root, 'fixtures/after/1-simple-output.txt'), 'utf8').trim().split('\n');
  const rows = Array.from({ length: count }, (_, i) =>
    (recorded[i % recorded.length] ?? '').replace(
      '"namespace":"',
      `"namespace":"n${String(i).padStart(6, '0')}-`,
    ),
  );
  writeFileSync(file, `${rows.join('\n')}\n`);
  const images = join(root, 'fixtures/after/2-images-with-tags.txt');
  const subject = { command: join(root, 'dist/bin/sts-filter'), args: [file, images] };
  const times = await compareTimes(
    () => timeOf(subject),
    () => timeOf({ command: 'jq', args: ['-c', '.', file] }),
    repeat,
  );
  const peak = await peakOf(subject, bench);
  const what = `sts-filter, ${count.toLocaleString('en')} rows`;
  return [
    { what, comparedWith: 'jq -c . of the same file', ...times, unit: 'ms', target: { atLeast: 2 } },
    {
      what: `${what}: peak memory`,
      comparedWith: '150 MB',
      measured: peak,
      baseline: 150,
      unit: 'MB',
      target: { atMost: 1 },
    },
  ];
}
