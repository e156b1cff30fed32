import { type Browser, chromium, type Page } from 'playwright-core';
import type { Test } from 'tap';

/** Debian's Chromium, closed with the test. */
export async function chromiumFor(t: Test): Promise<Browser> {
  const browser = await launchChromium();
  t.teardown(() => browser.close());
  return browser;
}

/** Where Debian puts it. */
export const CHROMIUM = '/usr/bin/chromium';

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ['--disable-gpu'] });

/** What a page said and did while it was open. */
export interface Watched {
  page: Page;
  /** Messages of the console and errors. */
  said: string[];
  /** Addresses that it asked for, but for its own file. */
  asked: string[];
  /** Dialogs that it opened, as alert does. */
  dialogs: string[];
}

/** Opens a page's file. Whatever it asks for, says and opens is kept. */
export async function openPage(
  browser: Browser,
  file: string,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<Watched> {
  const page = await browser.newPage(options);
  const watched: Watched = { page, said: [], asked: [], dialogs: [] };
  page.on('console', (message) => watched.said.push(message.text()));
  page.on('pageerror', (error) => watched.said.push(String(error)));
  page.on('dialog', (dialog) => {
    watched.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== `file://${file}`) watched.asked.push(request.url());
  });
  await page.goto(`file://${file}`);
  await page.locator('#workloads tbody tr').first().waitFor();
  return watched;
}
