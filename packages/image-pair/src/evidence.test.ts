import t from 'tap';
import { readEvidence } from './evidence.ts';

t.test('what decides', async (t) => {
  t.same(readEvidence({}), { by: 'revision' });
  t.same(readEvidence({ label: 'x' }), { by: 'label', label: 'x' });
  t.same(readEvidence({ file: '/a/b', path: '.c' }), { by: 'file', file: '/a/b', path: ['c'] });
  for (const options of [
    { label: 'x', file: '/a' },
    { path: '.a' },
    { file: 'a' },
    { file: '/a/../b' },
    { file: '/a/' },
    { file: '/' },
  ])
    t.throws(() => readEvidence(options), /--(?:label|path|file)/, JSON.stringify(options));
});
