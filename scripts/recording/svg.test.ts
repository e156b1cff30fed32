import t from 'tap';
import type { Frame } from './frames.ts';
import { recordingSvg } from './svg.ts';

const plain = (text: string) => [{ text, colour: undefined, bold: false, dim: false }];
const frames: Frame[] = [
  { at: 0, lines: [plain('$ a <b> & c'), []] },
  { at: 1, lines: [plain('$ a <b> & c'), plain('50 %')] },
  { at: 2, lines: [plain('$ a <b> & c'), [{ text: 'done', colour: 2, bold: true, dim: false }]] },
];
const svg = recordingSvg(frames, { columns: 20, rows: 2 }, 2);

t.test('a line that stays is drawn once, and what it says is no markup', async (t) => {
  t.equal(svg.split('$ a &lt;b&gt; &amp; c').length - 1, 1);
  t.equal(svg.match(/<text /g)?.length, 3);
  t.notMatch(svg, /<script|<b>|href/);
});

t.test('each line is there from its frame to the next that changes it', async (t) => {
  t.match(svg, '@keyframes s1{0%{visibility:hidden}25.00%{visibility:visible}50.00%{visibility:hidden}}');
  t.match(svg, '@keyframes s2{0%{visibility:hidden}50.00%{visibility:visible}}');
  t.match(svg, /class="s2 last" .*<tspan .*class="b c2">done</);
  t.match(svg, 'prefers-reduced-motion:reduce');
});
