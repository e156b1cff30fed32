import t from 'tap';
import { parseJson } from './json.ts';

t.test('text, bytes, and invalid JSON', async (t) => {
  t.same(parseJson('{"a":1}'), { a: 1 });
  t.same(parseJson(Buffer.from('[1]')), [1]);
  for (const text of ['', '<html>', '{"a":']) t.equal(parseJson(text), undefined);
});
