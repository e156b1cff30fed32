import t from 'tap';
import { backOff, goDuration } from './back-off.ts';

t.same(
  [0, 1, 2, 4, 5, 6, 100].map((failures) => goDuration(backOff(10_000, failures))),
  ['10s', '20s', '40s', '2m40s', '5m0s', '5m0s', '5m0s'],
);
t.same([340.980308, 0, 2500].map(goDuration), ['340.980308ms', '0ms', '2.5s']);
