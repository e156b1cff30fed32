import t from 'tap';
import { whenOf } from './when.ts';

const image = { repository: 'ghcr.io/org/lab', tag: 'v1', digest: null };
const outcome = { stsName: 'lab', outcome: 'verified' as const, startedAt: '2026-11-20T01:00:00Z' };

t.test('a run was when it asked the registry, or else when it began to restart', async (t) => {
  const images = [
    { ...image, resolvedAt: '2026-11-20T00:59:00Z' },
    { ...image, resolvedAt: '2026-11-20T00:58:00Z' },
  ];
  t.equal(whenOf({ images, outcomes: [outcome] }), '2026-11-20T00:59:00Z');
  t.equal(whenOf({ images: [image], outcomes: [outcome] }), '2026-11-20T01:00:00Z');
  t.equal(whenOf({}), undefined);
});
