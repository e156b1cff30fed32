import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, compareTimes, peakOf, timeOf } from './measure.ts';
import { notebooks } from './notebooks.ts';
import type { Row } from './report.ts';

const PAGE_SIZE = 500;

/** Lists: compared with kubectl's raw pages alone; and how memory grows with the cluster. */
export async function benchList(bench: Bench): Promise<Row[]> {
  const { folder, root, quick, repeat } = bench;
  const rows: Row[] = [];
  const peaks: number[] = [];
  for (const count of quick ? [200, 600] : [1000, 10_000]) {
    const { testbed, env } = await notebooks(count, folder);
    const subject = { command: join(root, 'dist/bin/sts-list'), args: ['--notebooks', 'never'], env };
    const times = await compareTimes(
      () => timeOf(subject),
      () => rawPages(folder, env),
      repeat,
    );
    peaks.push(await peakOf(subject, bench));
    await testbed.close();
    const what = `sts-list, ${count.toLocaleString('en')} pods`;
    rows.push({
      what,
      comparedWith: 'kubectl get --raw, the same pages',
      ...times,
      unit: 'ms',
      target: { atMost: 2.5 },
    });
  }
  const [small = 0, large = 0] = peaks;
  rows.push(
    {
      what: 'sts-list: peak memory of the larger list',
      comparedWith: 'that of the smaller list',
      measured: large,
      baseline: small,
      unit: 'MB',
      target: { atMost: 1.3 },
    },
    {
      what: 'sts-list: peak memory of the larger list',
      comparedWith: '130 MB',
      measured: large,
      baseline: 130,
      unit: 'MB',
      target: { atMost: 1 },
    },
  );
  return rows;
}

/** The whole list with kubectl alone; of each page only the first bytes are read, for the token of the next one. */
export async function rawPages(folder: string, env: Record<string, string | undefined>): Promise<number> {
  const page = join(folder, 'page.json');
  let total = 0;
  let next = '';
  do {
    const query = new URLSearchParams({
      labelSelector: 'notebook-name',
      limit: String(PAGE_SIZE),
      ...(next && { continue: next }),
    });
    const args = ['get', '--raw', `/api/v1/pods?${query}`];
    total += await timeOf({ command: 'kubectl', args, env, stdout: page });
    next = /"continue":"([^"]+)"/.exec(readFileSync(page, 'utf8').slice(0, 2000))?.[1] ?? '';
  } while (next !== '');
  return total;
}
