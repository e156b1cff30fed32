import { readFileSync } from 'node:fs';
import t from 'tap';
import { VERSION } from './version.ts';

t.test('the version is that of the workspace', async (t) => {
  const root = new URL('../../../package.json', import.meta.url);
  t.equal(VERSION, JSON.parse(readFileSync(root, 'utf8')).version);
});
