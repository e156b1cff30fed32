import t from 'tap';
import { fakePod } from '../testing.ts';
import { nextAvailable, untilAvailable } from './availability.ts';

const ready = (status: string) =>
  fakePod({
    status: { conditions: [{ type: 'Ready', status, lastTransitionTime: '2026-01-01T00:00:00Z' }] },
  });
const after = (seconds: number) => Date.parse('2026-01-01T00:00:00Z') + seconds * 1000;

t.equal(untilAvailable(ready('False'), 0, after(60)), Number.POSITIVE_INFINITY);
t.equal(untilAvailable(ready('True'), 0, after(0)), 0);
t.equal(untilAvailable(ready('True'), 12, after(2)), 10_000);
t.equal(untilAvailable(ready('True'), 12, after(12)), 0);
t.equal(nextAvailable([0, 500, 300, Number.POSITIVE_INFINITY]), 300);
t.equal(nextAvailable([0, Number.POSITIVE_INFINITY]), undefined);
