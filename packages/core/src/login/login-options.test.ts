import t from 'tap';
import {
  type LoginOptions,
  readLogin as read,
  readSecretFile,
  requireSingleRegistry,
} from './login-options.ts';

const readLogin = (options: LoginOptions, env: Record<string, string>, own?: typeof names) =>
  read(options, env, 'TAG_DIGEST_PASSWORD', own);
const names = { username: 'JF_USER', password: 'JF_PASSWORD' };

t.test('where a login comes from', async (t) => {
  const folder = t.testdir({ password: 'pass word\r\n', 'two-lines': 'a\nb\n' });
  const file = `${folder}/password`;
  const both = { JF_USER: 'ju', JF_PASSWORD: 'jp' };
  t.equal(await readLogin({}, {}), undefined);
  t.equal(await readLogin({}, both), undefined, 'names that are another source’s');
  t.same(await readLogin({}, both, names), { username: 'ju', password: 'jp' });
  t.equal(await readLogin({}, { JF_USER: '', JF_PASSWORD: '' }, names), undefined, 'an optional secret');
  t.same(await readLogin({ username: 'u', 'password-file': file }, both, names), {
    username: 'u',
    password: 'pass word',
  });
  t.same(await readLogin({ username: 'u' }, { TAG_DIGEST_PASSWORD: 'p' }), {
    username: 'u',
    password: 'p',
  });
  t.equal(await readSecretFile(`${folder}/two-lines`), 'a\nb');
});

t.test('half a login is a usage error', async (t) => {
  const refused = (message: RegExp) => ({ exitCode: 2, message });
  await t.rejects(readLogin({ username: 'u' }, {}), refused(/--username needs TAG_DIGEST_PASSWORD/));
  await t.rejects(readLogin({ 'password-file': 'x' }, {}), refused(/needs --username/));
  await t.rejects(readLogin({}, { JF_USER: 'u' }, names), refused(/JF_USER is set, but JF_PASSWORD is not/));
  await t.rejects(
    readLogin({}, { JF_PASSWORD: 'p' }, names),
    refused(/JF_PASSWORD is set, but JF_USER is not/),
  );
  await t.rejects(readLogin({ username: 'u', 'password-file': '/no/such' }, {}), {
    exitCode: 1,
    message: /^\/no\/such: cannot/,
  });
});

t.test('a login goes to one registry', async (t) => {
  requireSingleRegistry(['a', 'a']);
  requireSingleRegistry([]);
  t.throws(() => requireSingleRegistry(['a', 'b', 'a']), { exitCode: 2, message: /: a, b$/ });
});
