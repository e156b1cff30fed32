import t from 'tap';
import { migration } from '../testing.ts';
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

t.test('a migration needs the Notebook, and may delete stuck pods of a StatefulSet', async (t) => {
  const owner = { kind: 'Notebook' as const, name: 'desk' };
  t.same(rights([{ ...migration(), owner }], true), [
    'get statefulsets.apps bob',
    'get notebooks.kubeflow.org bob',
    'patch notebooks.kubeflow.org bob',
    'list pods bob',
    'delete pods bob',
  ]);
  t.same(rights([{ ...migration(), kind: 'Deployment' }], true), [
    'get deployments.apps bob',
    'patch deployments.apps bob',
    'list pods bob',
  ]);
  t.same(rights([migration()], false), ['get statefulsets.apps bob', 'patch statefulsets.apps bob']);
});
