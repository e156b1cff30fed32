import t from 'tap';
import { hostUrl } from './host-url.ts';

t.test('hosts that image names may have', async (t) => {
  t.equal(hostUrl('ghcr.io').href, 'https://ghcr.io/');
  t.equal(hostUrl('[::1]:5000').href, 'https://[::1]:5000/');
  for (const host of [
    'foo.test:99999',
    'foo.test:123456789012345678901',
    '[:::::]',
    '[fffff]',
    '1.2.3.4.5',
    'foo.256',
    'xn--a.test',
  ])
    t.throws(() => hostUrl(host), { code: 'unreachable', message: /is not a possible host and port/ }, host);
});
