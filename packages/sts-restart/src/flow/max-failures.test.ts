import type { CountOrPercent } from '@patch-notebook-sts/core/cli/count-or-percent';
import fc from 'fast-check';
import t from 'tap';
import { addFailure, type Failures, whyLeave, whyStop } from './max-failures.ts';

const failuresOf = (counts: Record<string, number>): Failures => new Map(Object.entries(counts));

t.test('which namespaces are left, and when the run stops', async (t) => {
  const three = { count: 3 };
  const cases: [CountOrPercent, number, Record<string, number>, left: string[], stops: boolean][] = [
    [three, 100, {}, [], false],
    [three, 100, { a: 3 }, [], false],
    [three, 100, { a: 4 }, ['a'], false],
    [three, 100, { a: 99 }, ['a'], false],
    [three, 100, { a: 1, b: 1, c: 1 }, [], false],
    [three, 100, { a: 1, b: 1, c: 1, d: 1 }, [], true],
    [three, 100, { a: 99, b: 1 }, ['a'], false],
    [three, 100, { a: 99, b: 2 }, ['a'], false],
    [three, 100, { a: 99, b: 2, c: 1 }, ['a'], true],
    [three, 100, { a: 4, b: 4 }, ['a', 'b'], true],
    [{ count: 0 }, 100, { a: 1 }, ['a'], true],
    [{ percent: 10 }, 20, { a: 2 }, [], false],
    [{ percent: 10 }, 20, { a: 3 }, ['a'], false],
    [{ percent: 10 }, 20, { a: 3, b: 2 }, ['a'], true],
    [{ percent: 100 }, 20, { a: 10, b: 10 }, [], false],
  ];
  for (const [limit, total, counts, left, stops] of cases) {
    const failures = failuresOf(counts);
    const words = JSON.stringify({ limit, total, counts });
    t.same(
      Object.keys(counts).filter((namespace) => whyLeave(limit, failures, total, namespace)),
      left,
      words,
    );
    t.equal(whyStop(limit, failures, total) !== undefined, stops, words);
  }
});

t.test('the reasons', async (t) => {
  const limit = { count: 3 };
  t.equal(
    whyLeave(limit, failuresOf({ a: 4 }), 9, 'a'),
    '4 restarts failed in namespace a, more than --max-failures',
  );
  t.equal(
    whyStop(limit, failuresOf({ a: 1, b: 1, c: 1, d: 1 }), 9),
    '4 restarts failed, more than --max-failures',
  );
  t.equal(
    whyStop(limit, failuresOf({ b: 3, a: 5 }), 9),
    '8 restarts failed, more than --max-failures even if the 5 in namespace a count as one',
  );
});

t.test(
  'property: one namespace never stops the run by itself, and more failures never start it again',
  async () => {
    const namespaces = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 30 });
    fc.assert(
      fc.property(namespaces, fc.integer({ min: 1, max: 5 }), (failed, count) => {
        let failures: Failures = new Map();
        let stopped = false;
        for (const namespace of failed) {
          failures = addFailure(failures, namespace);
          const stops = whyStop({ count }, failures, 100) !== undefined;
          if (stopped && !stops) return false;
          if (stops && failures.size === 1) return false;
          stopped = stops;
        }
        // At twice the limit and one more it has stopped, if no namespace has gone beyond its own limit.
        const most = Math.max(0, ...failures.values());
        return stopped || most > count + 1 || failed.length <= 2 * count + 1;
      }),
    );
  },
);
