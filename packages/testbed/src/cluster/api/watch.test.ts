import t from 'tap';
import { call, fakePod, testCluster } from '../testing.ts';

/** Reads events from a watch until there are as many as wanted. */
async function events(response: Response, count: number): Promise<{ type: string; name: string }[]> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (reader && text.split('\n').length <= count) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
  }
  await reader?.cancel();
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => {
    const { type, object } = JSON.parse(line);
    return { type, name: object.metadata.name ?? object.reason };
  });
}

const pods = ['a', 'b'].map((name) => fakePod({ metadata: { name, uid: name } }));

t.test('from a list on', async (t) => {
  const cluster = await testCluster(t);
  cluster.load(pods);
  const { body } = await call(cluster, 'GET', '/api/v1/pods');
  await call(cluster, 'DELETE', '/api/v1/namespaces/user/pods/a');
  await cluster.settled();
  const from = (version: string) => fetch(`${cluster.url}/api/v1/pods?watch=true&resourceVersion=${version}`);
  t.same(await events(await from(body.metadata.resourceVersion), 2), [
    { type: 'MODIFIED', name: 'a' },
    { type: 'DELETED', name: 'a' },
  ]);

  const now = await call(cluster, 'GET', '/api/v1/pods');
  const live = await from(now.body.metadata.resourceVersion);
  await call(cluster, 'DELETE', '/api/v1/namespaces/user/pods/b');
  t.same(await events(live, 2), [
    { type: 'MODIFIED', name: 'b' },
    { type: 'DELETED', name: 'b' },
  ]);
});

t.test('without a version, with a selector, for a second', async (t) => {
  const cluster = await testCluster(t);
  cluster.load(pods);
  const query = 'watch=true&fieldSelector=metadata.name%3Db&timeoutSeconds=1';
  t.same(await events(await fetch(`${cluster.url}/api/v1/namespaces/user/pods?${query}`), 9), [
    { type: 'ADDED', name: 'b' },
  ]);
  t.equal((await call(cluster, 'GET', '/api/v1/pods?watch=true&sendInitialEvents=true')).status, 422);
});
