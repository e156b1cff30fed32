import { usageError } from '@patch-notebook-sts/core/failure';
import t from 'tap';
import { readAt } from './at.ts';

const NOW = Date.parse('2026-11-28T06:00:00.250Z');

t.test('a date stays as it was written', async (t) => {
  t.equal(readAt('2026-12-05T01:00:00-05:00', NOW), '2026-12-05T01:00:00-05:00');
});

t.test('a time from now is never earlier than that', async (t) => {
  const at = readAt('48h', NOW);
  t.match(at, /^2026-(11-30|12-01)T\d\d:\d\d:01[+-]\d\d:\d\d$/);
  t.equal(Date.parse(at), Date.parse('2026-11-30T06:00:01Z'));
});

t.test('the past and other words are refused', async (t) => {
  const passed = '2026-11-28T06:00:00Z';
  t.throws(() => readAt(passed, NOW), usageError(`--at: ${passed} has passed; give a date to come`));
  for (const text of ['tomorrow', '2026-12-05', ''])
    t.throws(
      () => readAt(text, NOW),
      usageError(
        `--at: "${text}" is neither a date such as 2026-12-05T01:00:00-05:00 nor a duration such as 48h`,
      ),
    );
});
