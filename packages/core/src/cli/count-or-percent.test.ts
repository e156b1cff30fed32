import t from 'tap';
import { exceeds, parseCount, parseCountOrPercent } from './count-or-percent.ts';

t.test('a limit is a number or a share, and allows itself', async (t) => {
  t.same(parseCountOrPercent('3', '--max-failures'), { count: 3 });
  t.same(parseCountOrPercent('10%', '--max-failures'), { percent: 10 });
  t.notOk(exceeds({ count: 3 }, 3, 100));
  t.ok(exceeds({ count: 3 }, 4, 100));
  t.ok(exceeds({ count: 0 }, 1, 100));
  t.notOk(exceeds({ percent: 10 }, 10, 100));
  t.ok(exceeds({ percent: 10 }, 11, 100));
  t.ok(exceeds({ percent: 10 }, 1, 9));
  t.notOk(exceeds({ percent: 0 }, 0, 0), 'nothing of nothing');
});

t.test('anything else is a usage error', async (t) => {
  for (const text of ['', '-1', '1.5', '101%', 'x', '3 %']) {
    t.throws(
      () => parseCountOrPercent(text, '--max-failures'),
      { message: /^--max-failures: /, exitCode: 2 },
      text,
    );
  }
  t.equal(parseCount('0', '--max-restarts', 0), 0);
  for (const text of ['0', '10%', 'x'])
    t.throws(() => parseCount(text, '--batch'), { exitCode: 2, message: /--batch/ }, text);
});
