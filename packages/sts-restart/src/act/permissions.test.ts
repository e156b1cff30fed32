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

const notebook = { lastActivity: null };

t.test('each kind is read and patched, with its pods and namespace', async (t) => {
  t.same(rights([row('a', 'StatefulSet'), row('b', 'StatefulSet'), row('b', 'Deployment')], true), [
    'get statefulsets.apps a,b',
    'patch statefulsets.apps a,b',
    'get namespaces a,b',
    'get pods a,b',
    'get deployments.apps b',
    'patch deployments.apps b',
    'list pods b',
  ]);
});

t.test('a Notebook is read where the list knew of one', async (t) => {
  t.notOk(rights([row('a', 'StatefulSet')], true).includes('get notebooks.kubeflow.org a'));
  t.ok(rights([{ ...row('a', 'StatefulSet'), notebook }], true).includes('get notebooks.kubeflow.org a'));
});

t.test('a migration needs the Notebook, and may delete stuck pods of a StatefulSet', async (t) => {
  const owner = { kind: 'Notebook' as const, name: 'desk' };
  t.same(rights([{ ...migration(), owner }], true), [
    'get statefulsets.apps bob',
    'patch notebooks.kubeflow.org bob',
    'get namespaces bob',
    'get pods bob',
    'get notebooks.kubeflow.org bob',
    'delete pods bob',
  ]);
  t.notOk(rights([{ ...migration(), kind: 'Deployment' }], true).some((right) => /delete/.test(right)));
  t.notOk(
    rights([migration()], false).some((right) => /delete/.test(right)),
    'nothing is awaited',
  );
});
