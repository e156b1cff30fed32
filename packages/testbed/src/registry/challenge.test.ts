import t from 'tap';
import { formatChallenge, parseAuthorization } from './challenge.ts';

t.test('a challenge has no space after its commas and quotes its values', (t) => {
  t.equal(
    formatChallenge('Bearer', { realm: 'https://a/t', service: 'a"b', scope: undefined, error: 'x' }),
    'Bearer realm="https://a/t",service="a\\"b",error="x"',
  );
  t.end();
});

t.test('credentials', (t) => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  t.strictSame(parseAuthorization(`Basic ${base64('u:p:q')}`), {
    scheme: 'basic',
    username: 'u',
    password: 'p:q',
  });
  t.strictSame(parseAuthorization('bearer abc'), { scheme: 'bearer', token: 'abc' });
  for (const header of [undefined, '', 'Basic', `Basic ${base64('no colon')}`, 'Digest a=b']) {
    t.strictSame(parseAuthorization(header), { scheme: 'none' });
  }
  t.end();
});
