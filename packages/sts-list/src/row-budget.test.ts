import t from 'tap';
import { createRowBudget } from './row-budget.ts';

const MIB = 1024 * 1024;
const rows = (chars: number, character = 'a') => [
  { stsName: 'lab', pod: 'lab-0', name: 'lab', ownerName: undefined, text: character.repeat(chars) },
];

t.test('a namespace with too many rows does not use up what the others need', async (t) => {
  const budget = createRowBudget();
  const fits = rows(47 * MIB);
  t.equal(budget.take('a', fits), fits);
  t.equal(budget.take('a', rows(2 * MIB)), 'its namespace has more than 48 MiB of rows');
  t.equal(
    budget.take('b', rows(25 * MIB, '\u{2603}')),
    'its namespace has more than 48 MiB of rows',
    'two bytes each',
  );
  t.same(budget.take('b', rows(10)), rows(10));
});

t.test('all together have a limit, which is a failure', async (t) => {
  const budget = createRowBudget();
  for (let i = 0; i < 9; i += 1) budget.take(`n${i}`, rows(7 * MIB));
  t.throws(() => budget.take('more', rows(7 * MIB)), {
    message: /^the list has more than 64 MiB of rows; /,
    exitCode: 1,
  });
});

t.test('a copy goes on from there, and leaves this one as it is', async (t) => {
  const budget = createRowBudget();
  budget.take('a', rows(30 * MIB));
  t.type(budget.copy().take('a', rows(20 * MIB)), 'string');
  t.type(budget.copy().take('a', rows(10 * MIB)), Array);
  t.type(budget.take('a', rows(10 * MIB)), Array);
});
