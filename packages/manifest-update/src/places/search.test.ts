import t from 'tap';
import { hintOf, mayHavePlace } from './search.ts';

t.test('a hint is what every spelling has', async (t) => {
  t.equal(hintOf('ghcr.io/org/app'), 'org/app');
  t.equal(hintOf('docker.io/library/busybox'), 'busybox');
  const search = { file: 'a', isListed: () => true, hints: ['org/app'], at: new Map() };
  t.ok(mayHavePlace('{"image": "ghcr.io\\/org\\/app:v1"}', search));
  t.notOk(mayHavePlace('app: organisation', search));
});
