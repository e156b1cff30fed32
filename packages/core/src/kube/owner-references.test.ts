import t from 'tap';
import { controllerOf } from './owner-references.ts';

t.test('of several owners, one manages an object', async (t) => {
  const backup = { kind: 'Backup', name: 'nightly' };
  const controller = { kind: 'StatefulSet', name: 'desk', controller: true };
  t.equal(controllerOf({ metadata: { ownerReferences: [backup, controller] } }), controller);
  t.equal(controllerOf({ metadata: { ownerReferences: [backup] } }), undefined);
  t.equal(controllerOf({ metadata: {} }), undefined);
});
