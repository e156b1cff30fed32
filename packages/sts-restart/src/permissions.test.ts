import t from 'tap';
import { rightsFor } from './permissions.ts';

const row = (namespace: string, kind: 'StatefulSet' | 'Deployment') => ({
  stsName: 'a',
  namespace,
  kind,
  action: 'restart' as const,
  containers: [],
});
const rights = (...args: Parameters<typeof rightsFor>) =>
  rightsFor(...args).map(({ verb, resource, namespaces }) => `${verb} ${resource} ${[...namespaces]}`);

t.test('each kind is read and patched; pods are listed only where restarts are awaited', async (t) => {
  t.same(rights([row('a', 'StatefulSet'), row('b', 'StatefulSet'), row('b', 'Deployment')], true), [
    'get statefulsets.apps a,b',
    'patch statefulsets.apps a,b',
    'list pods a,b',
    'get deployments.apps b',
    'patch deployments.apps b',
  ]);
  t.same(rights([row('a', 'StatefulSet')], false), ['get statefulsets.apps a', 'patch statefulsets.apps a']);
});
