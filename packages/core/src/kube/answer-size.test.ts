import t from 'tap';
import { hasTooManyValues } from './answer-size.ts';

t.test('values are counted, and text in strings is not', async (t) => {
  t.ok(hasTooManyValues(`[${'0,'.repeat(800_000)}0]`));
  t.ok(hasTooManyValues(`${'['.repeat(800_000)}${']'.repeat(800_000)}`));
  t.notOk(hasTooManyValues(`[${'0,'.repeat(700_000)}0]`));
  for (const text of [',', '[', '\\', '"', '\\"', '<'])
    t.notOk(hasTooManyValues(JSON.stringify({ env: text.repeat(1_000_000) })), text);
  t.ok(hasTooManyValues(`["\\"",${'{},'.repeat(800_000)}{}]`), 'behind a quote in a string');
});
