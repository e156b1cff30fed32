import t from 'tap';
import type { Git } from './git.ts';
import { labelOf, sourceChange } from './source-change.ts';

const git = (objects: Record<string, string>): Git => ({
  commit: async (revision) => (revision === 'abcdef0' ? 'old' : undefined),
  object: async (commit, path) => objects[`${commit}:${path}`],
  hasChanges: async () => false,
  isShallow: async () => false,
});

t.test('each path counts, and a new one is a change', async (t) => {
  const objects = { 'new:a': '1', 'old:a': '1', 'new:b': '2', 'old:b': '2', 'new:c': '3' };
  t.match(await sourceChange(git(objects), 'abcdef0', 'new', ['a', 'b']), { changed: false });
  t.match(await sourceChange(git(objects), 'abcdef0', 'new', ['a', 'c']), { changed: true, reason: /^c: / });
  t.match(await sourceChange(git(objects), 'abcdef1', 'new', ['a']), { changed: null });
  await t.rejects(sourceChange(git(objects), 'abcdef0', 'new', ['d']), { exitCode: 2, message: /--path d/ });
});

t.test('a label has to be the same for all platforms', async (t) => {
  t.equal(labelOf([{ a: '1' }, { a: '1' }], 'a'), '1');
  t.equal(labelOf([{ a: '1' }, { a: '2' }], 'a'), undefined);
  t.equal(labelOf([{ a: '1' }, {}], 'a'), undefined);
  t.equal(labelOf([], 'a'), undefined);
});
