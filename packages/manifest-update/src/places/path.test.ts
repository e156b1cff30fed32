import t from 'tap';
import { formatPath } from './path.ts';

t.test('paths are read without doubt', async (t) => {
  t.equal(formatPath(['a', 'b-c', 0, 'd']), 'a.b-c[0].d');
  t.equal(formatPath(['data', 'a.yaml', 'b "c"']), 'data["a.yaml"]["b \\"c\\""]');
  t.equal(formatPath([0, 1]), '[0][1]');
});
