import t from 'tap';
import { NotebookFacts, Timestamp } from './notebook-facts.ts';

t.test('moments as RFC 3339 has them', async (t) => {
  for (const text of [
    '2026-11-20T22:10:00Z',
    '2026-11-20T22:10:00.123456789Z',
    '2026-11-20T22:10:00+02:00',
  ]) {
    t.ok(Timestamp.safeParse(text).success, text);
    t.ok(Date.parse(text) > 0, `${text} can be compared`);
  }
  for (const text of ['', '2026-11-20', '2026-11-20T22:10:00', '2026-13-20T22:10:00Z', '1763676600', 'never'])
    t.notOk(Timestamp.safeParse(text).success, text);
});

t.test('facts may be unknown, but not garbled', async (t) => {
  const facts = {
    lastActivity: null,
    stopped: 'odh-notebook-controller-lock',
    serverType: 'jupyter',
    more: 1,
  };
  t.same(NotebookFacts.parse(facts), facts);
  t.same(NotebookFacts.parse({}), {});
  t.notOk(NotebookFacts.safeParse({ lastActivity: 'yesterday' }).success);
  t.notOk(NotebookFacts.safeParse({ stopped: true }).success);
});
