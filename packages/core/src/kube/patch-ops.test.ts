import t from 'tap';
import { annotationOps, removeAnnotationOps } from './patch-ops.ts';

t.test('annotations are added where there are none, if there are still none', async (t) => {
  t.same(annotationOps('/a', undefined, { 'x/y': '1' }), [
    { op: 'test', path: '/a', value: null },
    { op: 'add', path: '/a', value: { 'x/y': '1' } },
  ]);
});

t.test('others stay, and the first must be what it was', async (t) => {
  const ops = annotationOps('/a', { other: 'z' }, { 'x/y': '1', '~': '2' });
  t.same(ops, [
    { op: 'test', path: '/a/x~1y', value: null },
    { op: 'add', path: '/a/x~1y', value: '1' },
    { op: 'add', path: '/a/~0', value: '2' },
  ]);
  t.match(annotationOps('/a', { 'x/y': '0' }, { 'x/y': '1' }), [{ op: 'test', value: '0' }]);
});

t.test('what was read is removed, if it still is the same', async (t) => {
  t.same(removeAnnotationOps('/a', { 'x/y': '1', other: 'z' }, ['x/y', 'x/z']), [
    { op: 'test', path: '/a/x~1y', value: '1' },
    { op: 'remove', path: '/a/x~1y' },
  ]);
});
