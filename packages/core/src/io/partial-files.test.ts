import { spawnSync } from 'node:child_process';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import t from 'tap';
import { partialName, removeStalePartials } from './partial-files.ts';

const unique = '0123456789abcdef';

t.test('what a killed run left is removed', async (t) => {
  const folder = t.testdir({});
  const { pid } = spawnSync('true');
  for (const name of [
    `.a.${hostname()}.${pid}.${unique}.partial`,
    `.a.${hostname()}.${process.pid}.${unique}.partial`,
  ])
    writeFileSync(`${folder}/${name}`, '');
  await removeStalePartials(`${folder}/a`);
  t.same(readdirSync(folder), []);
});

t.test('what may still be written, or is not of this target, stays', async (t) => {
  const folder = t.testdir({});
  const { pid } = spawnSync('true');
  const others = [
    `.a.${hostname()}.${process.ppid}.${unique}.partial`,
    `.a.another-host.${pid}.${unique}.partial`,
    `.b.${hostname()}.${pid}.${unique}.partial`,
    '.a.notes.partial',
  ].map((name) => `${folder}/${name}`);
  const mine = partialName(`${folder}/a`);
  for (const name of [...others, mine]) writeFileSync(name, '');
  await removeStalePartials(`${folder}/a`);
  t.same(readdirSync(folder).length, 5);
});

t.test('one of another host goes after a day', async (t) => {
  const folder = t.testdir({});
  const partial = `${folder}/.a.another-host.1.${unique}.partial`;
  writeFileSync(partial, '');
  utimesSync(partial, 1, 1);
  await removeStalePartials(`${folder}/a`);
  t.same(readdirSync(folder), []);
});
