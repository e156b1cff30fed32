import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium, openPage } from '../../packages/sts-report/src/testing/chromium.ts';
import { writeRuns } from '../../packages/sts-report/src/testing/generated-run.ts';

const WIDE = { width: 1180, height: 1240 };

/** The pictures: how the page is opened, and the part of it that is shown at the top. */
const PICTURES = [
  { name: 'light', from: 'main', viewport: WIDE, colorScheme: 'light' },
  { name: 'dark', from: '#timeline', viewport: WIDE, colorScheme: 'dark' },
  {
    name: 'phone',
    from: '#workloads',
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 1.5,
    colorScheme: 'light',
  },
] as const;

/** Writes docs/images/report-*.png, run in the repository's folder. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'screenshots-'));
  const browser = await launchChromium();
  try {
    const last = writeRuns(folder, 10, 1000);
    const file = join(folder, 'report.html');
    execFileSync('dist/bin/sts-report', [last, '--runs', folder, '--quiet', '-o', file]);
    for (const { name, from, ...options } of PICTURES) {
      const { page } = await openPage(browser, file, options);
      await page.locator('#downtime svg').first().waitFor();
      await page.locator(from).evaluate((element) => element.scrollIntoView());
      await page.screenshot({ path: `docs/images/report-${name}.png` });
      await page.close();
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
