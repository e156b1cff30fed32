import t from 'tap';
import { readLivePods } from './live-pods.ts';

const pod = (name: string, change: object = {}) => ({
  metadata: {
    name: `${name}-0`,
    namespace: 'bob',
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name, controller: true }],
  },
  spec: { nodeName: 'n1', containers: [{ name: 'nb' }] },
  ...change,
});

t.test('one list for each namespace, and a pod that is not as expected stops nobody else', async (t) => {
  const asked: string[] = [];
  const kubectl = async (args: readonly string[]) => {
    asked.push(args.at(-1) ?? '');
    const items = [pod('odd', { spec: { nodeName: 7 } }), null, pod('desk')];
    return { stdout: JSON.stringify({ kind: 'PodList', metadata: {}, items }), stderr: '' };
  };
  const pods = await readLivePods(kubectl, ['bob', 'bob']);
  t.equal(asked.length, 1);
  t.same(
    [...pods.values()].flat().map(({ metadata }) => metadata.name),
    ['desk-0'],
  );
});
