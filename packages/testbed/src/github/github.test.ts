import t from 'tap';
import { startGithub } from './github.ts';

t.test('pull requests are listed, opened once, changed and closed', async (t) => {
  let commit = 'a';
  const github = await startGithub({ repository: 'org/charts', token: 'x', commitOf: () => commit });
  t.teardown(() => github.close());
  const ask = async (path: string, method = 'GET', body?: object, token = 'x') => {
    const response = await fetch(`${github.proxyUrl}/api/v3/repos/${path}`, {
      method,
      headers: { authorization: `token ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return [response.status, await response.json()];
  };
  const wanted = { title: 'one', head: 'update', base: 'main', body: 'words' };
  t.match(await ask('org/charts/pulls', 'POST', wanted), [201, { number: 1, head: { label: 'org:update' } }]);
  t.match(await ask('org/charts/pulls', 'POST', wanted), [
    422,
    { errors: [{ message: 'A pull request already exists for org:update.' }] },
  ]);
  t.match(await ask('org/charts/pulls/1', 'PATCH', { title: 'two', body: '' }), [200, { title: 'two' }]);
  t.match(await ask('org/charts/pulls?state=open&head=org:update&base=main'), [200, [{ number: 1 }]]);
  t.match(await ask('org/charts/pulls?head=org:other'), [200, []]);
  github.closePull(1);
  commit = 'b';
  t.match(await ask('org/charts/pulls?state=closed'), [200, [{ head: { sha: 'a' } }]]);
  t.match(await ask('org/charts/pulls', 'POST', wanted), [201, { number: 2 }]);
  t.match(await ask('org/other/pulls'), [404]);
  t.match(await ask('org/charts/pulls', 'GET', undefined, 'y'), [401]);
});
