import t from 'tap';
import { teamMessages } from './team-messages.ts';

const told = (namespace: string, name: string, owner?: string) => ({
  namespace,
  owner,
  name: `${namespace}/${name}`,
  message: 'restarts',
});

t.test('namespaces of one owner share a message, which doesn’t name them', async (t) => {
  const messages = teamMessages(
    [told('a', 'x', 'bob@example.org'), told('b', 'y'), told('c', 'z', 'bob@example.org')],
    'planned',
  );
  t.same(messages, [
    { title: 'a, c: planned', lines: ['a/x: restarts', 'c/z: restarts'] },
    { title: 'b: planned', lines: ['b/y: restarts'] },
  ]);
});

t.test('a long list is cut', async (t) => {
  const [message] = teamMessages(
    Array.from({ length: 25 }, (_, index) => told('a', String(index))),
    'planned',
  );
  t.equal(message?.lines.length, 21);
  t.equal(message?.lines.at(-1), 'and 5 more');
});
