import t from 'tap';
import { pickNode } from './nodes.ts';

t.test('a pod comes back to its node, whatever the order in which nodes were heard of', async (t) => {
  const names = ['node1', 'node2', 'node3', 'node10'];
  for (const pod of ['a-0', 'b-0', 'c-0', 'd-0']) {
    const node = pickNode(names, 'user', pod);
    t.ok(node);
    t.equal(pickNode([...names].reverse(), 'user', pod), node);
  }
  t.equal(pickNode([], 'user', 'a-0'), undefined);
});
