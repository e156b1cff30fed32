import t from 'tap';
import { pageDataOf } from './page-data-of.ts';

t.test('the page says which files are missing, and what is not known without them', async (t) => {
  const data = pageDataOf({ decisions: [] }, ['execute on https://cluster'], undefined, ['a remark']);
  t.match(data.notes, [
    /^1-simple-output\.txt is missing: .+\.$/,
    /^2-images-with-tags\.txt is missing/,
    /^4-restarts\.txt is missing: what was restarted is not known/,
    /^a remark\.$/,
  ]);
  t.same(data.run, ['execute on https://cluster']);
});

t.test('any manifest of an index is what its tag points to', async (t) => {
  const [digest, arm] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];
  const rows = [
    { repository: 'ghcr.io/org/lab', tag: 'v1', digest, platforms: { 'linux/arm64': arm } },
    { repository: 'ghcr.io/org/lab', tag: 'v2', digest: null, error: 'not-found' as const },
  ];
  t.same(pageDataOf({ images: rows }, [], undefined, []).images, [
    { reference: 'ghcr.io/org/lab:v1', now: ['sha256:aaaaaaaaaaaa', 'sha256:bbbbbbbbbbbb'] },
  ]);
});
