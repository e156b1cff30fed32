import t from 'tap';
import { framesOf } from './frames.ts';

const SIZE = { columns: 20, rows: 3 };
const textsOf = async (...texts: string[]) => {
  const frames = await framesOf(
    texts.map((text, at) => ({ at, text })),
    SIZE,
  );
  return frames.map(({ at, lines }) => [at, ...lines.map((spans) => spans.map(({ text }) => text).join(''))]);
};

t.test('a progress bar replaces itself, and the screen scrolls', async (t) => {
  t.same(await textsOf('one\n', '[ ] 0/2', '\r[#] 1/2', '\r\u001b[Kdone\n'), [
    [0, 'one', '', ''],
    [1, 'one', '[ ] 0/2', ''],
    [2, 'one', '[#] 1/2', ''],
    [3, 'one', 'done', ''],
  ]);
  t.same((await textsOf('a\nb\nc\nd')).at(-1), [0, 'b', 'c', 'd']);
});

t.test('what changes nothing is no frame', async (t) => {
  t.same(await textsOf('a', '\u001b[0m', 'b'), [
    [0, 'a', '', ''],
    [2, 'ab', '', ''],
  ]);
});

t.test('styles', async (t) => {
  const [frame] = await framesOf([{ at: 0, text: '\u001b[1mA\u001b[0m \u001b[33mB' }], SIZE);
  t.match(frame?.lines[0], [
    { text: 'A', bold: true },
    { text: ' ', bold: false, colour: undefined },
    { text: 'B', colour: 3 },
  ]);
});
