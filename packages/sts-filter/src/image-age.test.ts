import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import t from 'tap';
import { whyOlder, whyTooNew } from './image-age.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const row = (created?: string, running?: string) =>
  ImageRow.parse({
    repository: 'app',
    tag: 'v1',
    digest: digest('1'),
    details: { created },
    running: [{ digest: digest('0'), platforms: {}, details: { created: running } }],
  });
const now = Date.parse('2026-11-21T12:00:00Z');
const rule = { minAgeMs: 86_400_000, unknownAge: 'skip' } as const;

t.test('an image has to be old enough, and its age known', async (t) => {
  t.match(whyTooNew(row('2026-11-21T00:00:00Z'), rule, now), /created at 2026-11-21T00.*, less than 1 d ago/);
  t.equal(whyTooNew(row('2026-11-20T12:00:00Z'), rule, now), undefined);
  t.match(whyTooNew(row('2027-01-01T00:00:00Z'), rule, now), /created at 2027/, 'a clock that is ahead');
  for (const lie of [undefined, '1970-01-01T00:00:00Z', '1980-01-01T00:00:01Z']) {
    t.equal(whyTooNew(row(lie), rule, now), 'whose age is not known');
    t.equal(whyTooNew(row(lie), { ...rule, unknownAge: 'restart' }, now), undefined);
  }
});

t.test('when the tag was first seen there counts more than what the image says', async (t) => {
  const seenAt = () => now - 3_600_000;
  t.match(
    whyTooNew(row('2020-01-01T00:00:00Z'), { ...rule, seenAt }, now),
    /first seen there at 2026-11-21T11/,
  );
  t.equal(whyTooNew(row('2026-11-21T11:59:00Z'), { ...rule, seenAt: () => 0 }, now), undefined);
});

t.test('a step back is one only where both say when they were created', async (t) => {
  t.match(
    whyOlder(row('2026-11-01T00:00:00Z', '2026-11-20T00:00:00Z'), digest('0')),
    /created at 2026-11-01T.*, before what runs \(2026-11-20/,
  );
  t.equal(whyOlder(row('2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z'), digest('0')), undefined);
  t.equal(whyOlder(row('1970-01-01T00:00:00Z', '2026-11-20T00:00:00Z'), digest('0')), undefined);
  t.equal(whyOlder(row('2026-11-01T00:00:00Z'), digest('0')), undefined);
  t.equal(whyOlder(row('2026-11-01T00:00:00Z', '2026-11-20T00:00:00Z'), digest('9')), undefined);
});
