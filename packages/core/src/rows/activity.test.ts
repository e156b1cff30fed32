import t from 'tap';
import { judgeActivity } from './activity.ts';
import type { NotebookFacts } from './notebook-facts.ts';

const HOUR = 3_600_000;
const now = Date.parse('2026-11-21T00:00:00Z');

t.test('busy, idle, or unknown', async (t) => {
  const table: [string, NotebookFacts | undefined, string, RegExp][] = [
    ['long ago', { lastActivity: '2026-11-20T20:00:00Z' }, 'idle', /last active at 2026-11-20T20:00:00Z/],
    ['just now', { lastActivity: '2026-11-20T23:59:00Z' }, 'busy', /active at 2026-11-20T23:59:00Z/],
    ['exactly that long ago', { lastActivity: '2026-11-20T22:00:00Z' }, 'idle', /./],
    ['a millisecond less', { lastActivity: '2026-11-20T22:00:00.001Z' }, 'busy', /./],
    ['in another time zone', { lastActivity: '2026-11-20T18:00:00-05:00' }, 'busy', /./],
    ['in the future', { lastActivity: '2027-01-01T00:00:00Z' }, 'busy', /2027/],
    ['no notebook', undefined, 'unknown', /nothing is known/],
    ['culling is off', { lastActivity: null }, 'unknown', /doesn't say/],
    ['not even null', {}, 'unknown', /doesn't say/],
    [
      'RStudio, long ago',
      { lastActivity: '2026-11-01T00:00:00Z', serverType: 'group-two' },
      'unknown',
      /server type group-two/,
    ],
    [
      'code-server',
      { lastActivity: '2026-11-01T00:00:00Z', serverType: 'group-one' },
      'unknown',
      /server type group-one/,
    ],
    [
      'code-server that has just started',
      { lastActivity: '2026-11-20T23:59:00Z', serverType: 'group-one' },
      'busy',
      /./,
    ],
    ['Jupyter', { lastActivity: '2026-11-01T00:00:00Z', serverType: 'jupyter' }, 'idle', /./],
  ];
  for (const [what, notebook, state, reason] of table)
    t.match(judgeActivity(notebook, 2 * HOUR, now), { state, reason }, what);
});

t.test('idle for 0 asks only for a clock that is right', async (t) => {
  t.equal(judgeActivity({ lastActivity: '2026-11-21T00:00:00Z' }, 0, now).state, 'idle');
  t.equal(judgeActivity({ lastActivity: '2026-11-21T00:00:01Z' }, 0, now).state, 'busy');
});
