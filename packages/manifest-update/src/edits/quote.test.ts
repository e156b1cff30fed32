import t from 'tap';
import { quote } from './quote.ts';

t.test('quotes stay', async (t) => {
  t.equal(quote('v1', 'single'), "'v1'");
  t.equal(quote('v1', 'double'), '"v1"');
  t.equal(quote('v1', 'plain'), 'v1');
  t.equal(quote("it's", 'single'), "'it''s'");
  t.equal(quote('a "b" \\', 'double'), '"a \\"b\\" \\\\"');
});

t.test('what would be read as something else gets double quotes', async (t) => {
  for (const text of [
    '1.10',
    '0777',
    '1e10',
    '12e4',
    '0o17',
    '1_000',
    '190:20',
    'yes',
    'y',
    'null',
    '~',
    'a: b',
    'a #b',
    ' a',
    '[a',
    '',
  ])
    t.equal(quote(text, 'plain'), JSON.stringify(text), text);
  for (const text of ['1.2.3', 'w_2022_40', 'c5b7982c', 'a.b/c:v1@sha256:0', 'Weekly 2022_40'])
    t.equal(quote(text, 'plain'), text);
});
