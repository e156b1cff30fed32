import { specChanges } from '@patch-notebook-sts/core/rows/changes';
import t from 'tap';
import { migration, policyFix } from '../testing.ts';
import { annotationOps, containerOps } from './patch-ops.ts';

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

const proxy = { name: 'istio-proxy', image: 'proxy:1' };

t.test('the container is found by its name, and its old reference is tested', async (t) => {
  const live = [proxy, { name: 'desk', image: 'a:c5b7982c', imagePullPolicy: 'IfNotPresent' }];
  t.same(containerOps('/c', live, specChanges(migration())), [
    { op: 'test', path: '/c/1/image', value: 'a:c5b7982c' },
    { op: 'replace', path: '/c/1/image', value: 'a:v1' },
  ]);
});

t.test('a pull policy alone leaves the reference, and may have been absent', async (t) => {
  t.same(containerOps('/c', [{ name: 'desk', image: 'a:v1' }], specChanges(policyFix())), [
    { op: 'test', path: '/c/0/image', value: 'a:v1' },
    { op: 'test', path: '/c/0/imagePullPolicy', value: null },
    { op: 'add', path: '/c/0/imagePullPolicy', value: 'Always' },
  ]);
});
