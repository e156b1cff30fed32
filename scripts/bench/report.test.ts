import t from 'tap';
import { isReached, markdown, type Row, ratio } from './report.ts';

const faster: Row = { what: 'a', comparedWith: 'b', ours: 10, theirs: 30, unit: 'ms', reach: { atLeast: 3 } };
const slower: Row = { ...faster, ours: 61, reach: { atMost: 2 } };

t.test('a ratio is said the way round that its reach is', async (t) => {
  t.equal(ratio(faster), 3);
  t.ok(isReached(faster));
  t.equal(ratio(slower).toFixed(2), '2.03');
  t.notOk(isReached(slower));
});

t.test('the report is a Markdown table', async (t) => {
  t.equal(
    markdown([faster, slower]),
    '| what | ours | compared with | theirs | ratio | reach |  |\n' +
      '| --- | --- | --- | --- | --- | --- | --- |\n' +
      '| a | 10 ms | b | 30 ms | 3.00x | at least 3x | reached |\n' +
      '| a | 61 ms | b | 30 ms | 2.03x | at most 2x | missed |\n',
  );
});
