import t from 'tap';
import { ENGLISH, FRENCH, fill, formatDate, unknownPlaceholders } from './sentences.ts';

t.test('a value is never taken for a placeholder', async (t) => {
  const values = { date: '{reason}', images: '$&', optOut: 'o', reason: 'r' };
  t.equal(fill('{date} {images} {reason} {other}', values), '{reason} $& r ');
});

t.test('the languages say the same', async (t) => {
  const placeholders = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).sort();
  for (const [name, sentence] of Object.entries(ENGLISH)) {
    const french = FRENCH[name as keyof typeof FRENCH];
    t.same(placeholders(french), placeholders(sentence), name);
    t.same(unknownPlaceholders(sentence), []);
  }
  t.same(unknownPlaceholders('{date} {when}'), ['when']);
});

t.test('dates keep their offset', async (t) => {
  t.equal(formatDate('2026-12-05T01:00:00-05:00'), '2026-12-05 01:00 -05:00');
  t.equal(formatDate('2026-12-05T06:00:00.000Z'), '2026-12-05 06:00 UTC');
  t.equal(formatDate('2026-12-05T06:00Z'), '2026-12-05 06:00 UTC');
});
