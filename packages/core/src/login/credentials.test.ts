import t from 'tap';
import { directHeader } from './credentials.ts';

t.test('what needs no token endpoint', async (t) => {
  t.equal(
    directHeader({ username: 'Aladdin', password: 'open sesame' }),
    'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
  );
  t.equal(directHeader({ bearerToken: 'abc' }), 'Bearer abc');
  t.equal(directHeader({ identityToken: 'abc' }), undefined);
  t.equal(directHeader(undefined), undefined);
});
