import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { outcomeOf } from '../report/outcomes.ts';
import { staleRow } from '../testing.ts';
import { openJournal } from './journal.ts';

const outcome = { stsName: 'desk', namespace: 'bob', outcome: 'verified' as const, digests: 'a:v1@sha256:1' };
const startedAt = '2026-11-21T00:30:00.000Z';

t.test('what was written is read back by the next run', async (t) => {
  const file = `${t.testdir({})}/journal.txt`;
  const first = await openJournal(file);
  t.same([first.outcomes, first.open], [[], []]);
  await first.append([outcome]);
  await first.append([]);
  await first.close();

  const second = await openJournal(file);
  t.same(second.outcomes, [outcome]);
  await second.close();
});

t.test('an intent is open until its outcome is there', async (t) => {
  const file = `${t.testdir({})}/journal.txt`;
  const [desk, lab] = [staleRow(), { ...staleRow(), stsName: 'lab' }];
  const first = await openJournal(file);
  await first.intend([desk, lab], startedAt);
  await first.append([outcomeOf(desk, { outcome: 'verified', startedAt })]);
  await first.close();

  const second = await openJournal(file);
  t.match(second, { outcomes: { length: 1 }, open: [{ row: { stsName: 'lab' }, startedAt }] });
  t.same([...second.restartTimes], [startedAt]);
  await second.close();
});

t.test('a torn last line is cut off, so that the next one stands alone', async (t) => {
  const file = `${t.testdir({})}/journal.txt`;
  const lines = `${JSON.stringify(outcome)}\n`;
  writeFileSync(file, lines);
  appendFileSync(file, '{"stsName":"dé');
  const journal = await openJournal(file);
  t.same(journal.outcomes, [outcome]);
  await journal.append([{ ...outcome, stsName: 'lab' }]);
  await journal.close();
  t.equal(readFileSync(file, 'utf8'), lines + lines.replace('desk', 'lab'));
});

t.test('what is no journal is refused, and left as it is', async (t) => {
  const folder = t.testdir({ 'other.txt': 'a file of mine\nnotes' });
  await t.rejects(openJournal(`${folder}/other.txt`), {
    message: /other\.txt:1: not a whole JSON object/,
    exitCode: 3,
  });
  t.equal(readFileSync(`${folder}/other.txt`, 'utf8'), 'a file of mine\nnotes');
  await t.rejects(openJournal(folder), { message: /EISDIR/, exitCode: 1 });
});
