import t from 'tap';
import { splice } from './splice.ts';

t.test('stretches are replaced in any order', async (t) => {
  const text = splice('abcdef', [
    { start: 4, end: 5, text: 'E!' },
    { start: 1, end: 2, text: '' },
  ]);
  t.equal(text, 'acdE!f');
  t.throws(
    () =>
      splice('abc', [
        { start: 0, end: 2, text: '' },
        { start: 1, end: 3, text: '' },
      ]),
    RangeError,
  );
});
