import type { Decision } from '@patch-notebook-sts/core/rows/decision-row';
import t from 'tap';
import { noCounts } from './counts.ts';
import { checkShare, parseShare } from './max-stale.ts';

const check = (counts: Partial<Record<Decision, number>>, text: string) =>
  checkShare({ ...noCounts(), ...counts }, parseShare(text), text);

t.test('the share is of the workloads that have a listed image', async (t) => {
  t.doesNotThrow(() => check({ stale: 3, current: 7, untracked: 90 }, '30%'), 'the limit itself is allowed');
  t.throws(() => check({ stale: 3, current: 5, busy: 1, untracked: 90 }, '30%'), {
    message:
      /^3 of 9 workloads of listed images are stale \(33\.3%\), more than --max-stale 30%: nothing is to restart; see /,
    exitCode: 4,
  });
  t.throws(() => check({ stale: 2, migrate: 2, current: 6 }, '30%'), {
    message: /^4 of 10 workloads of listed images are stale or to migrate \(40\.0%\)/,
  });
  t.doesNotThrow(() => check({ stale: 9 }, '100%'));
  t.doesNotThrow(() => check({ busy: 9 }, '0%'), 'what is held back is not about to restart');
  t.throws(
    () => check({ stale: 1, 'not-announced': 2, announced: 1, current: 6 }, '30%'),
    { message: /^4 of 10 workloads/, exitCode: 4 },
    'what waits for its date is as stale',
  );
  t.doesNotThrow(() => check({}, '0%'));
  t.throws(() => check({ stale: 1, current: 999 }, '0%'), { message: /1 of 1000 .*\(0\.1%\)/, exitCode: 4 });
});

t.test('only a percentage will do', async (t) => {
  for (const text of ['3', '101%', 'x', '-1%', '1.5%'])
    t.throws(() => parseShare(text), { message: /^--max-stale: /, exitCode: 2 }, text);
});
