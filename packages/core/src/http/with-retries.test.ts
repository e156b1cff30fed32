import { PassThrough } from 'node:stream';
import pLimit from 'p-limit';
import t from 'tap';
import type { Deadline } from '../io/deadline.ts';
import { createLog } from '../io/log.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { ConnectionError } from './connection-error.ts';
import type { HttpRequest, HttpResponse } from './http-types.ts';
import { withRetries } from './with-retries.ts';

const log = createLog('x', new PassThrough(), 'quiet');
const request = (host = 'a'): HttpRequest => ({ method: 'GET', url: new URL(`https://${host}/`) });
const answer = (status: number, retryAfter?: string): HttpResponse => ({
  url: new URL('https://a/'),
  status,
  headers: { 'retry-after': retryAfter },
  body: Buffer.alloc(0),
});

/** The failure of a request that the deadline cuts off. */
const cutOff = new ConnectionError('timeout', 'a gave no answer', 'deadline');

/** A server that gives the outcomes in turn, and then 200; and a deadline that sleeps for real, but counts. */
function lab(outcomes: (HttpResponse | Error)[], remaining = 60_000, concurrency = 8) {
  const sent: { host: string; at: number }[] = [];
  const slept: number[] = [];
  const end = new AbortController();
  const deadline: Deadline = {
    signal: end.signal,
    remainingMs: () => remaining,
    sleep: async (ms) => {
      slept.push(ms);
      await new Promise((resolve) => setTimeout(resolve, Math.min(ms, 1100)));
    },
  };
  const http = async ({ url }: HttpRequest) => {
    const outcome = outcomes[sent.length] ?? answer(200);
    sent.push({ host: url.host, at: performance.now() });
    if (outcome === cutOff) end.abort();
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  return { send: withRetries(http, pLimit(concurrency), deadline, log), sent, slept };
}

t.test('transient failures are retried, others are returned at once', async (t) => {
  const reset = new ConnectionError('unreachable', 'a cannot be reached', 'ECONNRESET');
  const passing = lab([answer(503), reset]);
  t.equal((await passing.send(request())).status, 200);
  t.equal(passing.sent.length, 3);
  const missing = lab([answer(404)]);
  t.equal((await missing.send(request())).status, 404);
  const refused = new ConnectionError('unreachable', 'a cannot be reached', 'ECONNREFUSED');
  await t.rejects(lab([refused]).send(request()), refused);
  const large = new ResolveError('invalid-response', 'a sent more than 4 MiB');
  await t.rejects(lab([large]).send(request()), large);
  await t.rejects(lab([new TypeError('defect')]).send(request()), TypeError);
});

t.test('a wait beyond the deadline is skipped', async (t) => {
  const { send, sent, slept } = lab([answer(429, '3600')], 5000);
  t.equal((await send(request())).status, 429);
  t.equal((await send(request())).status, 429, 'nor asked for again');
  t.equal(sent.length, 1);
  t.same(slept, []);
  const reset = new ConnectionError('unreachable', 'a cannot be reached', 'ECONNRESET');
  await t.rejects(lab([reset], 0).send(request()), reset);
});

t.test('a request that the deadline cuts off reports what its host last said', async (t) => {
  const down = lab([answer(502), cutOff, cutOff, cutOff]);
  t.equal((await down.send(request())).status, 502);
  t.equal((await down.send(request())).status, 502, 'also when it had no turn before');
  await t.rejects(down.send(request('b')), cutOff, 'but nothing of another host');
  const recovered = lab([answer(502), answer(200), cutOff]);
  t.equal((await recovered.send(request())).status, 200);
  await t.rejects(recovered.send(request()), cutOff, 'nor what is over');
});

t.test('Retry-After holds back every request to that host, and none to another', async (t) => {
  const { send, sent } = lab([answer(429, '1'), answer(200), answer(200)], 60_000, 1);
  const start = performance.now();
  await Promise.all([send(request()), send(request()), send(request('b'))]);
  t.same(
    sent.map(({ host }) => host),
    ['a', 'b', 'a', 'a'],
  );
  for (const { host, at } of sent.slice(1)) if (host === 'a') t.ok(at - start >= 1000);
});

t.test('a Retry-After of years is not waited for, even without a deadline', async (t) => {
  for (const retryAfter of ['3601', '315360000', '9'.repeat(400), 'Fri, 20 Nov 2099 22:00:00 GMT']) {
    const { send, sent, slept } = lab([answer(429, retryAfter)], Number.POSITIVE_INFINITY);
    t.equal((await send(request())).status, 429);
    t.equal((await send(request())).status, 429, 'nothing else is sent there');
    t.equal(sent.length, 1, retryAfter.slice(0, 20));
    t.same(slept, []);
  }
});

t.test('what writes is sent once, and not after a wait', async (t) => {
  const writing = [
    { method: 'PUT' },
    { method: 'DELETE' },
    { method: 'POST', writes: true },
  ] as const satisfies Partial<HttpRequest>[];
  for (const write of writing) {
    const failing = lab([answer(503)]);
    t.equal((await failing.send({ ...request(), ...write })).status, 503);
    const reset = new ConnectionError('unreachable', 'a cannot be reached', 'ECONNRESET');
    await t.rejects(lab([reset]).send({ ...request(), ...write }), reset);
    const paused = lab([answer(429, '1')]);
    t.equal((await paused.send({ ...request(), ...write })).status, 429);
    t.equal(
      (await paused.send({ ...request(), ...write })).status,
      429,
      'the caller has to look again first',
    );
    t.equal((await paused.send(request())).status, 200, 'which waits');
    t.same([paused.sent.length, failing.sent.length], [2, 1]);
  }
});
