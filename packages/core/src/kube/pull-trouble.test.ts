import t from 'tap';
import { isFinalPull } from './pull-trouble.ts';

t.test('what the registry does not have is final, and what the network does is not', async (t) => {
  t.ok(isFinalPull('ErrImagePull', 'failed to resolve reference "a/b:v1": a/b:v1: not found'));
  t.ok(isFinalPull('InvalidImageName'));
  t.ok(isFinalPull('ErrImageNeverPull', 'Container image "a" is not present with pull policy of Never'));
  t.notOk(isFinalPull('ErrImagePull', 'x509: certificate signed by unknown authority'));
  t.notOk(isFinalPull('ImagePullBackOff', 'Back-off pulling image "a/b:v1"'));
  t.notOk(isFinalPull('ContainerCreating'));
});
