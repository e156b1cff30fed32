import t from 'tap';
import { jsonInHtml } from './json-in-html.ts';

t.test('no text can end the script that it stands in, and parsing gives it back', async (t) => {
  const hostile = ['</script><script>alert(1)</script>', '<!--<script>', '\'"&\\'];
  const json = jsonInHtml({ hostile, count: 3 });
  t.notMatch(json, /</);
  t.same(JSON.parse(json), { hostile, count: 3 });
});

t.test('characters that disguise a text can be seen, and a text without end is cut', async (t) => {
  t.same(JSON.parse(jsonInHtml(['\u202egnp.exe', 'a\u2028b', 'é 😀'])), [
    '\\u202egnp.exe',
    'a\\u2028b',
    'é 😀',
  ]);
  t.equal(JSON.parse(jsonInHtml('x'.repeat(1_000_000))).length, 2000);
});
