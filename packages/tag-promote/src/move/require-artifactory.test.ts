import t from 'tap';
import { isOlder } from './require-artifactory.ts';

t.test('from which version on a promotion leaves the layers of other tags', async (t) => {
  for (const version of ['7.117.1', '7.117.1-m003', '7.117.20', '7.125.6', '8.0.0'])
    t.equal(isOlder(version), false, version);
  for (const version of ['7.117.0', '7.84.12', '7.9.0', '6.999.9', 'development', ''])
    t.equal(isOlder(version), true, version);
});
