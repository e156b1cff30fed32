import t from 'tap';
import { leftOut, logLeftOut, oddObject } from './left-out.ts';

const WHY = 'no name';

t.test('an object is named as far as it has a name', async (t) => {
  const odd = (object: unknown) => oddObject('pod', object, WHY).object;
  t.equal(odd({ metadata: { namespace: 'bob', name: 'lab-0' } }), 'pod bob/lab-0');
  t.equal(odd({ metadata: { namespace: 'bob', name: 7 } }), 'pod bob/?');
  for (const object of [null, 1, 'pod', [], {}, { metadata: [] }]) t.equal(odd(object), 'pod ?/?');
});

t.test('what it says of itself is short, and does nothing to a terminal', async (t) => {
  const { object, why } = leftOut('pod', '\u001b[2J', 'a'.repeat(1e6), '\u0085'.repeat(1e6));
  t.match(object, /^pod \\u001b\[2J\/a+…$/);
  t.ok(object.length <= 200 && why.length <= 300);
});

t.test('the first are named, the others counted', async (t) => {
  const log = (count: number) => {
    const lines: string[] = [];
    const error = (line: string) => void lines.push(line);
    const all = Array.from({ length: count }, (_, i) => leftOut('pod', 'bob', `lab-${i}`, WHY));
    logLeftOut(all, { error, info: () => {}, verbose: () => {} });
    return lines;
  };
  t.same(log(0), []);
  t.same(log(1), ['left out pod bob/lab-0: no name']);
  t.same(log(5).length, 5);
  t.same(log(10_005).slice(4), [
    'left out pod bob/lab-4: no name',
    "left out 10000 more that can't be listed",
  ]);
});
