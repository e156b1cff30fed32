import { writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import t from 'tap';
import { readExpected } from './expected.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const target = { source: 'w', tag: 'r' };
const stdin = new PassThrough();

t.test('a digest, and the rows of a dry run', async (t) => {
  const anything = await readExpected(undefined, target, stdin);
  t.equal(anything('ghcr.io/lab', null, digest('1')), undefined);
  const one = await readExpected(digest('0'), target, stdin);
  t.equal(one('ghcr.io/lab', digest('0'), digest('1')), undefined);
  t.match(one('ghcr.io/lab', null, digest('1')), /^r is missing, not sha256:000000000000 as expected/);

  const file = `${t.testdir({})}/plan.txt`;
  const row = {
    repository: 'ghcr.io/lab',
    ...target,
    from: null,
    to: digest('1'),
    backup: null,
    outcome: 'planned',
  };
  writeFileSync(file, JSON.stringify(row));
  const plan = await readExpected(file, target, stdin);
  t.equal(plan('ghcr.io/lab', null, digest('1')), undefined);
  t.match(plan('ghcr.io/lab', digest('0'), digest('1')), /^r is sha256:0{12}, not missing as expected/);
  t.match(plan('ghcr.io/lab', null, digest('2')), /^w is sha256:2{12}, not sha256:1{12} as expected/);
  t.match(plan('ghcr.io/other', null, digest('1')), /doesn't say what to expect/);
  await t.rejects(readExpected(file, { source: 'w', tag: 'x' }, stdin), {
    exitCode: 3,
    message: /plan.txt:1: promotes w to r, not w to x/,
  });
  await t.rejects(readExpected('sha256:1', target, stdin), { exitCode: 2, message: /neither a digest/ });
});
