import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestbed } from './testbed.ts';

/**
 * `testbed CAPTURE FOLDER`: runs the testbed with a recorded cluster until it is ended, and writes `FOLDER/env`, which a
 * shell can source, when it is ready.
 */
async function main([capture, folder]: string[]): Promise<void> {
  if (capture === undefined || folder === undefined) throw new Error('usage: testbed CAPTURE FOLDER');
  const testbed = await startTestbed({ cluster: { readyDelayMs: 200 } });
  await testbed.loadCapture(capture);
  const environment = await testbed.environment(folder);
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'\n`);
  await writeFile(join(folder, 'env'), lines.join(''));
  process.once('SIGTERM', () => testbed.close());
  process.once('SIGINT', () => testbed.close());
}

void main(process.argv.slice(2));
