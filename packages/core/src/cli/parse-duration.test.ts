import t from 'tap';
import { parseDuration } from './parse-duration.ts';

t.test('durations in milliseconds', async (t) => {
  const durations: [string, number][] = [
    ['0', 0],
    ['0s', 0],
    ['500ms', 500],
    ['10s', 10_000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['1d12h', 129_600_000],
    ['1m5ms', 60_005],
  ];
  for (const [text, ms] of durations) t.equal(parseDuration(text, '--wait'), ms, text);
});

t.test('what is no duration is refused with its option', async (t) => {
  for (const text of ['', '10', '-1s', '+1s', 's', '1 s', '1w', '1S', '.5s', '1e3s', '10s ', '10sx', 'ten']) {
    t.throws(
      () => parseDuration(text, '--pause'),
      { message: /^--pause: ".*" is not a duration/, exitCode: 2 },
      text,
    );
  }
});
