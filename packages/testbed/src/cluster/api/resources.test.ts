import t from 'tap';
import { parseTarget } from './resources.ts';

for (const [path, expected] of [
  ['/api/v1/pods', { resource: 'pods' }],
  ['/api/v1/namespaces', { resource: 'namespaces' }],
  ['/api/v1/namespaces/user', { resource: 'namespaces', name: 'user' }],
  ['/api/v1/namespaces/user/pods', { resource: 'pods', namespace: 'user' }],
  ['/api/v1/namespaces/user/pods/lab-0', { resource: 'pods', namespace: 'user', name: 'lab-0' }],
  [
    '/apis/apps/v1/namespaces/user/statefulsets/lab',
    { resource: 'statefulsets', namespace: 'user', name: 'lab' },
  ],
  ['/apis/kubeflow.org/v1/notebooks', { resource: 'notebooks' }],
] as const) {
  t.match(parseTarget(path), expected, path);
}

for (const path of [
  '/',
  '/api/v1/secrets',
  '/api/v1/pods/lab-0',
  '/api/v1/statefulsets',
  '/apis/apps/v1beta1/statefulsets',
  '/apis/apps/v1/namespaces/user/statefulsets/lab/scale',
  '/api/v1/namespaces/user/namespaces',
  '/api/v1/toString',
  '/openapi/v2',
]) {
  t.equal(parseTarget(path), undefined, path);
}
