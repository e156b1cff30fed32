import t from 'tap';
import { meetsTarget, type Row, ratio, report } from './report.ts';

const faster: Row = {
  what: 'a',
  comparedWith: 'b',
  measured: 10,
  baseline: 30,
  unit: 'ms',
  target: { atLeast: 3 },
};
const slower: Row = { ...faster, measured: 61, target: { atMost: 2 } };
const { target: _, ...shown } = slower;

t.test('a ratio is said in the direction of its target', async (t) => {
  t.equal(ratio(faster), 3);
  t.equal(meetsTarget(faster), true);
  t.equal(ratio(slower).toFixed(2), '2.03');
  t.equal(meetsTarget(slower), false);
  t.equal(ratio(shown), ratio(slower));
  t.equal(meetsTarget(shown), undefined);
});

t.test('the report is a Markdown table', async (t) => {
  t.equal(
    report([faster, slower, shown]),
    '| what | measured | compared with | baseline | ratio | target |  |\n' +
      '| --- | --- | --- | --- | --- | --- | --- |\n' +
      '| a | 10 ms | b | 30 ms | 3.00x | at least 3x | met |\n' +
      '| a | 61 ms | b | 30 ms | 2.03x | at most 2x | missed |\n' +
      '| a | 61 ms | b | 30 ms | 2.03x |  |  |\n',
  );
});
