import t from 'tap';
import { formatDuration, readDuration } from './duration.ts';

t.test('what is no duration is none', async (t) => {
  t.equal(readDuration('1m30s'), 90_000);
  for (const text of ['', '10', 'ten', '1 s']) t.equal(readDuration(text), undefined, text);
});

t.test('for people, in its two largest units', async (t) => {
  for (const [ms, text] of [
    [0, '0 s'],
    [499, '0 s'],
    [45_000, '45 s'],
    [60_000, '1 min'],
    [185_000, '3 min 5 s'],
    [7_500_000, '2 h 5 min'],
    [7_205_000, '2 h'],
    [1_209_600_000, '14 d'],
  ] as const)
    t.equal(formatDuration(ms), text);
});
