import t from 'tap';
import { call, digest, testCluster } from '../testing.ts';
import { generateNotebooks } from './generate-notebooks.ts';

const image = (index: number) => ({
  repository: 'registry.test/lab',
  tag: 'v1',
  digest: digest(index % 2 === 0 ? 'a' : 'b'),
  imagePullPolicy: 'Always' as const,
});

t.test('notebooks of real size, each with its StatefulSet and its pod', async (t) => {
  const objects = generateNotebooks({ count: 8, image });
  const kinds = objects.map(({ kind }) => kind);
  for (const kind of ['Pod', 'StatefulSet', 'Notebook'])
    t.equal(kinds.filter((one) => one === kind).length, 8, kind);
  t.equal(kinds.filter((one) => one === 'Namespace').length, 2);
  t.strictSame(generateNotebooks({ count: 8, image }), objects, 'the same each time');

  const cluster = await testCluster(t);
  cluster.load(objects);
  const { body } = await call(cluster, 'GET', '/api/v1/pods');
  for (const pod of body.items) {
    const size = JSON.stringify(pod).length;
    t.ok(size > 4000 && size < 6000, `${size} bytes`);
    t.equal(pod.spec.containers[0].env.length, 25);
  }
  t.equal(body.items[1].status.containerStatuses[0].imageID, `registry.test/lab@${digest('a')}`);
});

t.test('10,000 pods in pages of 500', async (t) => {
  const cluster = await testCluster(t);
  cluster.load(generateNotebooks({ count: 10_000, image }));
  const list = async () => {
    const names = new Set<string>();
    let token = '';
    do {
      const query = `labelSelector=notebook-name&limit=500&continue=${token}`;
      const { body } = await call(cluster, 'GET', `/api/v1/pods?${query}`);
      for (const { metadata } of body.items) names.add(`${metadata.namespace}/${metadata.name}`);
      token = body.metadata.continue ?? '';
    } while (token !== '');
    return names.size;
  };
  t.equal(await list(), 10_000);
  t.equal(cluster.requests.length, 20);
});
