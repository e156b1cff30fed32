import { once } from 'node:events';
import t from 'tap';
import { createTimeLimit } from './time-limit.ts';

const never = new AbortController().signal;

t.test('what a part leaves behind is ended with it, whether it fails or not', async (t) => {
  for (const part of [async () => 'done', () => Promise.reject(new Error('no'))]) {
    const limit = createTimeLimit('0', '--timeout', never);
    const left = once(limit.signal, 'abort');
    t.notOk(limit.signal.aborted);
    await limit.run(part).catch(() => {});
    await left;
  }
  t.pass();
});

t.test('a failure after the time is over says so, one before it does not', async (t) => {
  const limit = createTimeLimit('1ms', '--timeout', never);
  const part = async () => {
    await once(limit.signal, 'abort');
    throw new Error('cannot list');
  };
  await t.rejects(limit.run(part), { message: 'not done after 0 s (--timeout): cannot list', exitCode: 1 });
  const early = createTimeLimit('1h', '--timeout', never).run(() => Promise.reject(new Error('no')));
  await t.rejects(early, { message: 'no' });
});
