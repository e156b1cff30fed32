/** Opens pages in Debian's Chromium, as people do. */
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ROOT, run } from '@patch-notebook-sts/testbed/commands';
import t, { type Test } from 'tap';
import { chromiumFor, openPage } from './testing/chromium.ts';
import { generatedRun, writeFiles, writeRuns } from './testing/generated-run.ts';

/** Makes the page of the run in `folder`, and returns its file. */
async function reportOf(t: Test, folder: string, ...more: string[]): Promise<string> {
  const file = `${folder}/report.html`;
  const { code, stderr } = await run('sts-report', [folder, ...more, '-o', file]);
  t.equal(code, 0, stderr);
  return file;
}

/** The page of a generated run, opened. */
async function generated(t: Test, count: number, options = {}) {
  const folder = t.testdir({});
  writeFiles(folder, generatedRun({ count }));
  return openPage(await chromiumFor(t), await reportOf(t, folder), options);
}

const ROWS = '#workloads tbody tr';

t.test('all parts are there, and nothing is asked for or complained about', async (t) => {
  const folder = t.testdir({});
  const last = writeRuns(folder, 6, 200);
  const { page, said, asked } = await openPage(
    await chromiumFor(t),
    await reportOf(t, last, '--runs', folder),
  );
  t.match(await page.locator('.sentence').textContent(), /^Of 200\sworkloads, \d+\swere stale: /);
  for (const id of ['attention', 'fleet', 'timeline', 'downtime', 'history', 'workloads'])
    t.ok(await page.locator(`#${id} h2`).isVisible(), id);
  for (const id of ['fleet', 'timeline', 'downtime', 'history']) {
    const chart = page.locator(`#${id} .chart[aria-label] svg`).first();
    await chart.waitFor();
    t.ok(await chart.locator('rect, path').count(), `${id} has a chart`);
  }
  t.same(said, []);
  t.same(asked, []);
});

t.test('a failed restart is named with the command to look further', async (t) => {
  const folder = t.testdir({});
  const row = { stsName: 'lab', namespace: 'bob', outcome: 'failed', reason: 'CrashLoopBackOff' };
  writeFiles(folder, { '4-restarts.txt': `${JSON.stringify(row)}\n` });
  const { page } = await openPage(await chromiumFor(t), await reportOf(t, folder));
  const text = (tag: string) => page.locator(`#attention ${tag}`).textContent();
  t.equal(await text('h2'), '1 thing needs a person');
  t.equal(await text('strong'), 'bob/lab: failed');
  t.equal(await text('p'), 'CrashLoopBackOff');
  t.equal(await text('code'), 'kubectl describe pod lab-0 -n bob');
});

t.test('many things that need a person open with a click', async (t) => {
  const folder = t.testdir({});
  const rows = Array.from({ length: 30 }, (_, i) => ({
    stsName: `lab-${i}`,
    namespace: 'bob',
    outcome: 'failed',
    reason: i < 20 ? `cause ${i}` : 'one cause',
  }));
  writeFiles(folder, { '4-restarts.txt': rows.map((row) => `${JSON.stringify(row)}\n`).join('') });
  const { page } = await openPage(await chromiumFor(t), await reportOf(t, folder));
  const items = page.locator('#attention li');
  t.equal(await items.count(), 12);
  await page.getByText('9 more', { exact: true }).click();
  await items.nth(20).waitFor();
  await page.getByText('7 more commands').click();
  await page.getByText('kubectl describe pod lab-29-0 -n bob').waitFor();
  t.equal(await items.count(), 21, 'of one cause once');
});

t.test('searched, filtered, sorted and turned over', async (t) => {
  const { page, said } = await generated(t, 300);
  const rows = page.locator(ROWS);
  const shown = page.locator('.shown');
  t.equal(await rows.count(), 50, 'a page of the table');
  t.equal(await shown.textContent(), '1–50 of 300 workloads');
  await page.getByRole('button', { name: 'Next' }).click();
  t.equal(await shown.textContent(), '51–100 of 300 workloads');

  await page.getByLabel('Search').fill('alice-0005/');
  t.equal(await rows.count(), 1);
  t.equal(await shown.textContent(), '1–1 of 1 workload (300 in all)');
  await page.getByLabel('Search').fill('');

  await page.getByLabel('Decision').selectOption('stale');
  const decisions = page.locator(`${ROWS} td.decision`);
  t.same([...new Set(await decisions.allTextContents())], ['stale']);
  await page.getByLabel('Outcome').selectOption('verified');
  await page.getByLabel('Namespace').fill('bob-');
  for (const name of await page.locator(`${ROWS} td.namespace`).allTextContents()) t.match(name, /^bob-/);
  await page.getByLabel('Namespace').fill('');

  const away = page.getByRole('columnheader', { name: 'Away' });
  await away.getByRole('button').click();
  t.equal(await away.getAttribute('aria-sort'), 'ascending');
  const shortest = await page.locator(`${ROWS} td.downtime`).first().textContent();
  await away.getByRole('button').click();
  t.equal(await away.getAttribute('aria-sort'), 'descending');
  t.not(await page.locator(`${ROWS} td.downtime`).first().textContent(), shortest);

  await page.getByLabel('Search').fill('no such thing');
  t.equal(await rows.count(), 0);
  t.equal(await shown.textContent(), 'none of 0 workloads (300 in all)');
  t.same(said, []);
});

t.test('by the keyboard alone', async (t) => {
  const { page } = await generated(t, 300);
  const focused = () =>
    page.evaluate('document.activeElement.textContent || document.activeElement.placeholder');
  await page.keyboard.press('/');
  await page.keyboard.type('alice-0005/');
  t.equal(await page.locator(ROWS).count(), 1);
  await page.keyboard.press('Escape');
  t.equal(await page.locator(ROWS).count(), 50);
  t.match(await focused(), /name, image, reason/, 'it stays in the search');
  for (const key of ['Tab', 'Tab', 'Tab', 'Tab']) await page.keyboard.press(key);
  t.equal(await focused(), 'Next', 'the page before the first can not be reached');
  await page.keyboard.press('Enter');
  t.match(await page.locator('.shown').textContent(), /^51–100 of/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  t.ok(await page.locator('th.namespace[aria-sort]').count(), 'headings are buttons');
});

t.test('in the dark, on a phone, and on paper', async (t) => {
  const { page, said } = await generated(t, 300, {
    colorScheme: 'light',
    viewport: { width: 360, height: 740 },
  });
  const background = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  t.equal(await background(), 'rgb(255, 255, 255)');
  t.equal(
    await page.evaluate('document.documentElement.scrollWidth'),
    360,
    'nothing is wider than the phone',
  );
  await page.emulateMedia({ colorScheme: 'dark' });
  t.equal(await background(), 'rgb(15, 19, 24)');
  await page.emulateMedia({ media: 'print' });
  t.equal(await background(), 'rgb(255, 255, 255)', 'ink is not spent on a dark page');
  t.notOk(await page.getByLabel('Search').isVisible(), 'paper has no search');
  t.same(said, []);
});

t.test('ten thousand workloads: the document stays small, and all can be found', async (t) => {
  const { page, said } = await generated(t, 10_000);
  const size = () => page.evaluate('document.querySelectorAll("*").length');
  t.ok(Number(await size()) < 6000, `${await size()} elements`);
  await page.getByLabel('Search').fill('noah-0800/');
  t.equal(await page.locator(ROWS).count(), 1);
  await page.getByLabel('Search').fill('');
  await page.getByRole('columnheader', { name: 'Reason' }).getByRole('button').click();
  t.equal(await page.locator(ROWS).count(), 50);
  t.equal(await page.locator('.shown').textContent(), '1–50 of 10,000 workloads');
  t.same(said, []);
});

t.test('text of a row is only text, wherever it is shown', async (t) => {
  const hostile = '</script><script>alert(1)</script><img src=https://example.com/x onerror=alert(2)><!--';
  const row = { stsName: 'lab', namespace: 'bob' };
  const json = (value: object) => `${JSON.stringify(value)}\n`;
  const folder = t.testdir({});
  writeFiles(folder, {
    'summary.md': `# ${hostile}\n\n${hostile}\n`,
    '1-simple-output.txt': json({
      ...row,
      image: { name: 'lab', image: hostile, imageID: hostile },
      spec: { image: hostile },
    }),
    '3-decisions.txt': json({
      ...row,
      decision: 'stale',
      reason: hostile,
      image: hostile,
      notReady: hostile,
    }),
    '4-restarts.txt': json({
      ...row,
      outcome: 'failed',
      reason: hostile,
      digests: hostile,
      batch: 1,
      startedAt: '2026-11-20T01:00:00Z',
    }),
  });
  const { page, said, asked, dialogs } = await openPage(
    await chromiumFor(t),
    await reportOf(t, folder, '--runs', folder),
  );
  await page.getByLabel('Search').fill('alert(1)');
  t.equal(await page.locator(ROWS).count(), 1);
  t.ok((await page.locator(`${ROWS} td.reason`).textContent())?.includes(hostile));
  t.ok((await page.locator('#attention').textContent())?.includes(hostile));
  t.equal(await page.locator('img').count(), 0);
  t.same(dialogs, []);
  t.same(asked, []);
  t.same(said, []);
});

t.test('what comes into the document in spite of that can not run or load', async (t) => {
  const requests: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    requests.push(url);
    response.end();
  }).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const intrude = `
    document.body.insertAdjacentHTML('beforeend', '<img src="${address}/image" onerror="alert(1)">');
    for (const [key, value] of [['text', 'alert(2)'], ['src', '${address}/script']]) {
      const script = document.createElement('script');
      script[key] = value;
      document.body.append(script);
    }
    fetch('${address}/fetch', { mode: 'no-cors' }).then(() => 'fetched', () => 'refused');
  `;
  const browser = await chromiumFor(t);
  const { page, dialogs } = await openPage(browser, await reportOf(t, recorded(t)));
  t.equal(await page.evaluate(intrude), 'refused');
  t.same(requests, []);
  t.same(dialogs, []);

  const unprotected = await browser.newPage();
  const alerted = unprotected.waitForEvent('dialog').then((dialog) => dialog.dismiss());
  t.equal(await unprotected.evaluate(intrude), 'fetched', 'without the policy it can');
  await alerted;
  t.ok(requests.includes('/fetch'));
});

/** A copy of the recorded run. */
function recorded(t: Test): string {
  const folder = t.testdir({});
  cpSync(`${ROOT}fixtures/after`, folder, { recursive: true });
  return folder;
}
