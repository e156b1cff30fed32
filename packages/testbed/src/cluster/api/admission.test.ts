import t from 'tap';
import { createPod, podCluster } from '../testing.ts';
import type { Pod } from './objects.ts';

const quota = (pods: number) => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'few', namespace: 'user', uid: 'q', resourceVersion: '1', creationTimestamp: '' },
  spec: { hard: { pods: String(pods) } },
});

t.test('a quota', async (t) => {
  const cluster = await podCluster(t);
  cluster.load([quota(1)]);
  t.equal((await createPod(cluster)).status, 201);
  t.match(await createPod(cluster, {}, { name: 'second' }), {
    status: 403,
    body: {
      reason: 'Forbidden',
      message:
        'pods "second" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1',
    },
  });
  await cluster.settled();
  cluster.evict('user', 'lab');
  t.equal((await createPod(cluster, {}, { name: 'third' })).status, 201, 'a failed pod takes no room');
});

t.test('a webhook that takes images from a mirror, and adds a sidecar', async (t) => {
  const sidecar = { name: 'proxy', image: 'registry.test/proxy:v1' };
  const admission = (pod: Pod): Pod => {
    const containers = pod.spec.containers.map((one) => ({ ...one, image: `mirror.test/${one.image}` }));
    return { ...pod, spec: { ...pod.spec, containers: [...containers, sidecar] } };
  };
  const cluster = await podCluster(t, { admission });
  const { body } = await createPod(cluster);
  t.match(body.spec.containers, [
    { name: 'lab', image: 'mirror.test/registry.test/lab:v1' },
    { name: 'proxy', image: 'registry.test/proxy:v1' },
  ]);
});
