import t from 'tap';
import { plan, REPOSITORY } from '../testing.ts';
import { parseAlso } from './also.ts';

const name = async (text: string, from = 'w_2022_33', to = 'w_2022_40') => {
  const before = `{image: "${REPOSITORY}:${from}", name: "${text}"}`;
  const { after } = await plan(before, { also: ['name=Weekly {tag}'], rows: [{ tag: to }] });
  return /name: "(.*)"/.exec(after)?.[1];
};

t.test('a neighbour that has the old tag, or its end, gets the new one', async (t) => {
  t.equal(await name('Weekly w_2022_33'), 'Weekly w_2022_40');
  t.equal(await name('Weekly 2022_33'), 'Weekly 2022_40');
  t.equal(await name('Weekly 2022_40'), 'Weekly 2022_40', 'changed by hand already');
});

t.test('one that says something else stays', async (t) => {
  for (const text of ['Weekly', 'Weekly ', 'Recommended', 'Weekly 2022_34', 'My Weekly 2022_33'])
    t.equal(await name(text), text);
  t.equal(await name('Weekly 2022_33', 'w_2022_33', 'd_2022_10_01'), 'Weekly 2022_33', 'another beginning');
});

t.test('templates', async (t) => {
  t.same(parseAlso('name=Weekly {tag}!'), { key: 'name', before: 'Weekly ', after: '!' });
  for (const wrong of ['name', '=x {tag}', 'name=x', 'name={tag}{tag}', 'name={other}'])
    t.throws(() => parseAlso(wrong), { exitCode: 2, message: `--also: "${wrong}"` }, wrong);
});
