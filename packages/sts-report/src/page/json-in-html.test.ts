import t from 'tap';
import { jsonInHtml } from './json-in-html.ts';

t.test('no text can end the script that it stands in, and parsing gives it back', async (t) => {
  const hostile = ['</script><script>alert(1)</script>', '<!--<script>', '\u2028\u202e', '\'"&'];
  const json = jsonInHtml(hostile);
  t.notMatch(json, /</);
  t.notMatch(json, /[\u2028\u202e]/);
  t.same(JSON.parse(json), hostile);
});
