import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { CAPTURES, failureOf } from '../testing.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';

t.test('writes the recorded token', async (t) => {
  const page = JSON.parse(await readFile(join(CAPTURES, 'after/pods.page1.raw.json'), 'utf8'));
  const token = { revision: 1558, start: 'dave-roy/pinned-0' };
  t.equal(encodeContinue(token), page.metadata.continue);
  t.strictSame(decodeContinue(page.metadata.continue), token);
});

t.test('refuses what is no token', async (t) => {
  for (const text of [
    'x',
    '',
    Buffer.from('null').toString('base64url'),
    Buffer.from('{"v":"2"}').toString('base64url'),
  ]) {
    t.match(
      failureOf(() => decodeContinue(text)),
      { code: 400, reason: 'BadRequest' },
      JSON.stringify(text),
    );
  }
});
