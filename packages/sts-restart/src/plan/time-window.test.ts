import t from 'tap';
import { isOpen, parseWindow } from './time-window.ts';

const open = (window: string, at: string) => isOpen(parseWindow(window), new Date(at));

t.test('a window is open by the clock of its time zone, in summer and winter', async (t) => {
  const window = 'Sat 01:00-05:00 America/Toronto';
  t.ok(open(window, '2026-11-21T06:00:00Z'), 'Saturday 01:00 EST');
  t.notOk(open(window, '2026-11-21T05:59:59Z'));
  t.ok(open(window, '2026-11-21T09:59:59Z'));
  t.notOk(open(window, '2026-11-21T10:00:00Z'), 'its end is outside');
  t.ok(open(window, '2026-07-04T05:00:00Z'), 'Saturday 01:00 EDT');
  t.notOk(open(window, '2026-11-22T06:00:00Z'), 'Sunday');
});

t.test('days may be a list or a range, and a range may pass the week’s end', async (t) => {
  t.ok(open('Mon,Wed 00:00-24:00 UTC', '2026-11-25T23:59:00Z'));
  t.notOk(open('Mon,Wed 00:00-24:00 UTC', '2026-11-24T12:00:00Z'));
  t.ok(open('Fri-Mon 08:00-09:00 UTC', '2026-11-22T08:30:00Z'), 'Sunday');
  t.notOk(open('Fri-Mon 08:00-09:00 UTC', '2026-11-24T08:30:00Z'), 'Tuesday');
});

t.test('a window that ends before its start ends on the next day', async (t) => {
  const window = 'Fri 22:00-02:00 UTC';
  t.ok(open(window, '2026-11-20T22:00:00Z'));
  t.ok(open(window, '2026-11-21T01:59:00Z'), 'Saturday morning');
  t.notOk(open(window, '2026-11-20T01:00:00Z'), 'Friday morning belongs to Thursday');
});

t.test('anything else is a usage error that shows how', async (t) => {
  for (const text of [
    '',
    'Sat 1:00-5:00 UTC',
    'Sam 01:00-05:00 UTC',
    'Sat 01:00-05:00',
    'Sat 25:00-26:00 UTC',
    'Sat 01:00-05:00 Mars/Base',
    'Sat-Sun-Mon 01:00-02:00 UTC',
  ]) {
    t.throws(() => parseWindow(text), { message: /^--window: .*America\/Toronto$/, exitCode: 2 }, text);
  }
});
