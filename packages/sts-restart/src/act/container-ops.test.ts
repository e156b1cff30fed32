import { specChanges } from '@patch-notebook-sts/core/rows/changes';
import t from 'tap';
import { migration, policyFix } from '../testing.ts';
import { containerOps } from './container-ops.ts';

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
