import t from 'tap';
import { readArtifactory } from './artifactory-options.ts';

const two = ['a.jfrog.io/k/lab', 'b.jfrog.io/k/lab'];

t.test('which login is sent, and where to', async (t) => {
  const file = `${t.testdir({ token: 'from-file\n' })}/token`;
  const env = { JF_ACCESS_TOKEN: 'from-env', JF_USER: 'u', JF_PASSWORD: 'p', X_PASSWORD: 'x' };
  const read = (options: object, variables: object = env) =>
    readArtifactory(options, ['a.jfrog.io/k/lab'], { ...variables }, 'X_PASSWORD');
  t.same((await read({ 'token-file': file })).credentials, { bearerToken: 'from-file' });
  t.same((await read({})).credentials, { bearerToken: 'from-env' });
  t.same((await read({ username: 'me' })).credentials, { username: 'me', password: 'x' });
  const { JF_ACCESS_TOKEN: _, ...user } = env;
  t.same((await read({}, user)).credentials, { username: 'u', password: 'p' });
  t.same(await read({}, {}), { url: undefined, repositoryKey: undefined, credentials: undefined });
  t.match(await read({ url: 'https://art.lab', 'repository-key': 'k' }), {
    url: new URL('https://art.lab'),
    repositoryKey: 'k',
  });
});

t.test('a login never goes to several servers, and none is taken from a URL', async (t) => {
  const token = { JF_ACCESS_TOKEN: 's3cret' };
  await t.rejects(readArtifactory({}, two, token, 'X'), { exitCode: 2, message: /on several: a\.jfrog/ });
  t.ok(await readArtifactory({ url: 'https://art.lab' }, two, token, 'X'));
  t.ok(await readArtifactory({}, two, {}, 'X'));
  for (const url of ['ftp://art.lab', 'art.lab', 'https://u:s3cret@art.lab', 'https://art.lab/?a=b'])
    await t.rejects(readArtifactory({ url }, two, {}, 'X'), { exitCode: 2, message: /^--url: (?!.*s3cret)/ });
  await t.rejects(readArtifactory({ 'token-file': 'x', username: 'u' }, two, {}, 'X'), /two logins/);
});
