import { join } from 'node:path';
import t from 'tap';
import { CAPTURES } from '../testing.ts';
import { loadCapture } from './load-capture.ts';

for (const [folder, recorded] of [
  ['before', false],
  ['after', true],
] as const) {
  t.test(folder, async (t) => {
    const objects = await loadCapture(join(CAPTURES, folder));
    const count = (kind: string) => objects.filter((object) => object.kind === kind).length;
    t.same(['Pod', 'StatefulSet', 'Notebook', 'ReplicaSet'].map(count), [21, 18, 16, 1]);
    const spaces = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    t.ok(spaces.includes('team-geo'));
    t.equal(
      spaces.includes('kube-system'),
      recorded,
      'made up from what is used, where they were not recorded',
    );
  });
}

t.test('no capture', async (t) => {
  await t.rejects(loadCapture(t.testdir({})), /none of namespaces\.json, pods\.json/);
  await t.rejects(loadCapture(t.testdir({ 'pods.json': '{}' })), /pods\.json: not a list/);
});
