import t from 'tap';
import { type AttemptResult, retryAfterMs, retryDelayMs } from './retry-delay.ts';

const now = Date.parse('2026-11-20T22:00:00Z');
const delay = (outcome: AttemptResult, attempt = 1, random = 1) =>
  retryDelayMs(outcome, attempt, random, now);

t.test('transient failures are retried, others are not', async (t) => {
  for (const status of [408, 429, 500, 502, 503, 504]) t.equal(delay({ status }), 300, String(status));
  for (const status of [200, 301, 400, 401, 403, 404, 405, 501])
    t.equal(delay({ status }), undefined, String(status));
  for (const code of ['ECONNRESET', 'EPIPE', 'EAI_AGAIN']) t.equal(delay({ code }), 300, code);
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'ECONNABORTED', undefined])
    t.equal(delay({ code }), undefined);
});

t.test('the delay doubles, half of it is random, and attempts end', async (t) => {
  t.same(
    [1, 2, 3, 4, 5, 6].map((attempt) => delay({ status: 503 }, attempt)),
    [300, 600, 1200, 2400, 4800, undefined],
  );
  t.equal(delay({ status: 503 }, 1, 0), 150);
});

t.test('the delay is never shorter than Retry-After', async (t) => {
  const cases: [AttemptResult, number | undefined][] = [
    [{ retryAfter: '1' }, 1000],
    [{ retryAfter: '0' }, 0],
    [{ retryAfter: 'Fri, 20 Nov 2026 22:00:05 GMT' }, 5000],
    [{ retryAfter: 'Fri, 20 Nov 2026 21:00:05 GMT' }, 0],
    // Our clock is an hour behind the server's.
    [{ retryAfter: 'Fri, 20 Nov 2026 23:00:05 GMT', date: 'Fri, 20 Nov 2026 23:00:00 GMT' }, 5000],
    [{ retryAfter: 'soon' }, undefined],
    [{ retryAfter: '-1x' }, undefined],
    [{}, undefined],
  ];
  for (const [outcome, ms] of cases) {
    t.equal(retryAfterMs(outcome, now), ms, outcome.retryAfter ?? 'none');
    if (ms !== undefined) t.ok((delay({ status: 429, ...outcome }, 1, 0) ?? -1) > ms);
  }
});
