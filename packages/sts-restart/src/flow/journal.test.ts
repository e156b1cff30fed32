import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { outcomeOf } from '../report/outcomes.ts';
import { staleRow } from '../testing.ts';
import { openJournal as open } from './journal.ts';
import type { JournalHeader } from './journal-header.ts';

const outcome = { stsName: 'desk', namespace: 'bob', outcome: 'verified' as const, digests: 'a:v1@sha256:1' };
const startedAt = '2026-11-21T00:30:00.000Z';
const HEADER = { cluster: 'https://a', plan: ['a:v1@sha256:1'], time: '2026-11-21T00:00:00.000Z' };
const headerLine = `${JSON.stringify({ journal: HEADER })}\n`;
const openJournal = (file: string, change: Partial<JournalHeader> = {}) =>
  open(file, { ...HEADER, ...change });

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
  writeFileSync(file, headerLine + lines);
  appendFileSync(file, '{"stsName":"dé');
  const journal = await openJournal(file);
  t.same(journal.outcomes, [outcome]);
  await journal.append([{ ...outcome, stsName: 'lab' }]);
  await journal.close();
  t.equal(readFileSync(file, 'utf8'), headerLine + lines + lines.replace('desk', 'lab'));
});

t.test('a journal of another cluster is refused, and left as it is', async (t) => {
  const file = `${t.testdir({})}/journal.txt`;
  const text = `${headerLine}${JSON.stringify(outcome)}\n{"stsName":"to`;
  writeFileSync(file, text);
  await t.rejects(openJournal(file, { cluster: 'https://b' }), {
    message: /of the cluster https:\/\/a, and this run is on https:\/\/b; name another file for each cluster/,
    exitCode: 2,
  });
  t.equal(readFileSync(file, 'utf8'), text);
});

t.test('of another run only what is open is taken', async (t) => {
  const others: [string, string, Partial<JournalHeader>][] = [
    ['for another image', headerLine, { plan: ['a:v1@sha256:2'] }],
    ['of a month ago', headerLine, { time: '2026-12-21T00:00:00.000Z' }],
    ['without a header', '', {}],
  ];
  for (const [words, header, change] of others) {
    const file = `${t.testdir({})}/journal.txt`;
    const intent = { intent: { ...staleRow(), stsName: 'lab' }, startedAt };
    const lines = `${header}${JSON.stringify(outcome)}\n${JSON.stringify(intent)}\n`;
    writeFileSync(file, lines);
    const journal = await openJournal(file, change);
    t.same(journal.outcomes, [], words);
    t.match(journal.open, [{ row: { stsName: 'lab' } }], words);
    await journal.append([{ ...outcome, stsName: 'new' }]);
    await journal.close();
    t.ok(readFileSync(file, 'utf8').startsWith(lines), 'nothing is lost');
    const again = await openJournal(file, change);
    t.match(again.outcomes, [{ stsName: 'new' }], words);
    t.equal(again.outcomes.length, 1, words);
    await again.close();
  }
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
