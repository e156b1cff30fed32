import t from 'tap';
import { controllerOf } from './owner-references.ts';

t.test('of several owners, one manages an object', async (t) => {
  const backup = { apiVersion: 'example.com/v1', kind: 'Backup', name: 'nightly' };
  const controller = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'desk', controller: true };
  t.equal(controllerOf({ ownerReferences: [backup, controller] }), controller);
  t.equal(controllerOf({ ownerReferences: [backup] }), undefined);
  t.equal(controllerOf({}), undefined);
});
