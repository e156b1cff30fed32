import t from 'tap';
import { findDisagreements } from './disagreements.ts';
import { digest, plan, REPOSITORY } from './testing.ts';

const check = async (...texts: string[]) =>
  findDisagreements(await Promise.all(texts.map((text, i) => plan(text, { file: `${i}.yaml` }))));

t.test('versions that differ, with their places', async (t) => {
  const text = (tag: string) => `# c\nimage: ${REPOSITORY}:${tag}\n`;
  t.same(await check(text('v1'), text('v1')), []);
  t.same(await check(text('v1'), text('v2'), text('v1')), [
    `${REPOSITORY} has different versions: v1 in 0.yaml:2, 2.yaml:2; v2 in 1.yaml:2`,
  ]);
  t.equal((await check(text('latest'), text('v2'))).length, 1, 'a moving tag too');
});

t.test('variants are compared among themselves, and what can be compared decides', async (t) => {
  t.same(await check(`a: ${REPOSITORY}:v1\nb: ${REPOSITORY}:v1-octave`), []);
  t.same(await check(`a: ${REPOSITORY}:v1\nb: ${REPOSITORY}:v1@${digest('a')}`), []);
  t.equal((await check(`a: ${REPOSITORY}:v1@${digest('b')}\nb: ${REPOSITORY}:v1@${digest('a')}`)).length, 1);
  t.equal((await check(`a: ${REPOSITORY}:v1\nb: ${REPOSITORY}@${digest('a')}`)).length, 1);
});
