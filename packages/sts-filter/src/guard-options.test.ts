import { PassThrough } from 'node:stream';
import t from 'tap';
import { readGuards } from './guard-options.ts';

const read = (options: object) =>
  readGuards({ 'unknown-activity': 'skip', ...options }, new PassThrough(), 1000);

t.test('guards as the options ask for them', async (t) => {
  t.strictSame(await read({}), {
    now: 1000,
    idleForMs: undefined,
    unknownActivity: 'skip',
    forceAfterMs: undefined,
    activityRule: {},
    allowPullPolicy: false,
    hold: new Set(),
  });
  const [a, b] = ['a', 'b'].map((hex) => `sha256:${hex.repeat(64)}`);
  t.match(await read({ 'idle-for': '1h30m', 'force-after': '14d', hold: [`${a},${b}`] }), {
    idleForMs: 5_400_000,
    forceAfterMs: 1_209_600_000,
    activityRule: { idleFor: '1h30m', unknownActivity: 'skip', forceAfter: '14d' },
    hold: new Set([a, b]),
  });
});

t.test('a duration needs its unit', async (t) => {
  await t.rejects(read({ 'idle-for': '2' }), { message: /^--idle-for: "2" is not a duration/, exitCode: 2 });
  await t.rejects(read({ 'force-after': 'x' }), { message: /^--force-after: /, exitCode: 2 });
});

t.test('notice is a duration, and what waits for it needs it', async (t) => {
  t.match(await read({ announced: '48h' }), { notice: { ms: 172_800_000, text: '48h' } });
  await t.rejects(read({ announced: '48' }), {
    message: /^--announced: "48" is not a duration/,
    exitCode: 2,
  });
  await t.rejects(read({ 'to-announce': 'a.txt' }), {
    message: '--to-announce: needs --announced',
    exitCode: 2,
  });
});
