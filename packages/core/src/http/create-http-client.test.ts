import t from 'tap';
import { plainHostsOf } from './create-http-client.ts';

t.test('--insecure-http', async (t) => {
  const hosts = plainHostsOf({ 'insecure-http': ['a,b:5000', '[::1]:5000'] });
  t.same([...hosts], ['a', 'b:5000', '[::1]:5000']);
  for (const wrong of ['http://a', 'a/b', 'a:b', 'u@a']) {
    t.throws(
      () => plainHostsOf({ 'insecure-http': [wrong] }),
      { exitCode: 2, message: /is not HOST or HOST:PORT/ },
      wrong,
    );
  }
});
