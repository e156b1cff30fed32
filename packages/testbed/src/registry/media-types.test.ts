import t from 'tap';
import { DOCKER_LIST, DOCKER_MANIFEST, isIndexType, OCI_INDEX, OCI_MANIFEST } from './media-types.ts';

t.test('which types are indexes', (t) => {
  t.strictSame([OCI_INDEX, DOCKER_LIST, OCI_MANIFEST, DOCKER_MANIFEST].map(isIndexType), [
    true,
    true,
    false,
    false,
  ]);
  t.end();
});
