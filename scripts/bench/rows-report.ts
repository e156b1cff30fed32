import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { CHROMIUM, launchChromium, openPage } from '../../packages/sts-report/src/testing/chromium.ts';
import { generatedRun, writeFiles } from '../../packages/sts-report/src/testing/generated-run.ts';
import { type Bench, compareTimes, median, peakOf, timeOf } from './measure.ts';
import type { Row } from './report.ts';

/** The longest that people wait for a page without wondering. */
const BEARABLE_MS = 2000;

/** The page of a large run: making it, and in a browser, where there is one, until a search of it is answered. */
export async function benchReport(bench: Bench): Promise<Row[]> {
  const { folder, root, quick, repeat } = bench;
  const count = quick ? 500 : 10_000;
  const run = join(folder, 'report');
  const page = join(folder, 'report.html');
  const files = generatedRun({ count });
  writeFiles(run, files);
  const subject = { command: join(root, 'dist/bin/sts-report'), args: [run, '--quiet', '-o', page] };
  const read = Object.keys(files).map((name) => join(run, name));
  const times = await compareTimes(
    () => timeOf(subject),
    () => timeOf({ command: 'jq', args: ['-c', '.', ...read] }),
    repeat,
  );
  const what = `sts-report, ${count.toLocaleString('en')} workloads`;
  const rows: Row[] = [
    { what, comparedWith: 'jq -c . of the same files', ...times, unit: 'ms' },
    {
      what: `${what}: peak memory`,
      comparedWith: '150 MB',
      measured: await peakOf(subject, bench),
      baseline: 150,
      unit: 'MB',
      target: { atMost: 1 },
    },
  ];
  if (!existsSync(CHROMIUM)) return rows;
  rows.push({
    what: `${what}: the page in Chromium, opened and searched`,
    comparedWith: 'two seconds',
    measured: await searchTime(page, repeat),
    baseline: BEARABLE_MS,
    unit: 'ms',
    target: { atMost: 1 },
  });
  return rows;
}

/** From the opening of a page until a search shows what it found, in milliseconds; the start of the browser doesn't count. */
async function searchTime(file: string, repeat: number): Promise<number> {
  const browser = await launchChromium();
  const times: number[] = [];
  for (let i = 0; i < repeat; i += 1) {
    const started = performance.now();
    const { page } = await openPage(browser, file);
    await page.getByLabel('Search').fill('alice-0005/');
    await page.locator('#workloads tbody tr:only-child').waitFor();
    times.push(performance.now() - started);
    await page.close();
  }
  await browser.close();
  return median(times);
}
