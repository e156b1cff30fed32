import { usageError } from '@patch-notebook-sts/core/failure';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A weekly window; one that ends at or before its start ends on the next day. */
export interface TimeWindow {
  /** Days on which it starts, 0 for Sunday. */
  days: ReadonlySet<number>;
  /** Minutes since midnight. */
  from: number;
  until: number;
  timeZone: string;
}

/** Reads `Sat 01:00-05:00 America/Toronto`; days may be `Mon-Fri` or `Sat,Sun`. Anything else is a usage error. */
export function parseWindow(text: string): TimeWindow {
  const refuse = (what: string) =>
    usageError(`--window: "${text}": ${what}; write it as Sat 01:00-05:00 America/Toronto`);
  const [, days, fromHour, fromMinute, untilHour, untilMinute, timeZone = ''] =
    /^([A-Za-z,-]+) +([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24(?=:00)):([0-5]\d) +(\S+)$/.exec(
      text.trim(),
    ) ?? [];
  if (days === undefined) throw refuse('not a window');
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw refuse(`there is no time zone ${timeZone}`);
  }
  const numbers = new Set<number>();
  for (const part of days.split(',')) {
    const [first = -1, last = first] = part.split('-').map((day) => DAYS.indexOf(day));
    if (first < 0 || last < 0 || part.split('-').length > 2)
      throw refuse(`${part} is none of ${DAYS.join(', ')}`);
    for (let day = first; ; day = (day + 1) % 7) {
      numbers.add(day);
      if (day === last) break;
    }
  }
  const from = Number(fromHour) * 60 + Number(fromMinute);
  return { days: numbers, from, until: Number(untilHour) * 60 + Number(untilMinute), timeZone };
}

/** Whether the window is open at a moment, by the clock of its time zone. */
export function isOpen({ days, from, until, timeZone }: TimeWindow, at: Date): boolean {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const value = Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, part.value]));
  const day = DAYS.indexOf(value.weekday ?? '');
  const minute = Number(value.hour) * 60 + Number(value.minute);
  if (from < until) return days.has(day) && minute >= from && minute < until;
  return (days.has(day) && minute >= from) || (days.has((day + 6) % 7) && minute < until);
}
