import t from 'tap';
import { plan, REPOSITORY } from '../testing.ts';
import { isEnvFile, readEnv } from './env-places.ts';

t.test('files of key=value', async (t) => {
  for (const file of ['a/params.env', '.env', '.env.prod']) t.ok(isEnvFile(file), file);
  for (const file of ['values.yaml', 'env', 'my.envelope']) t.notOk(isEnvFile(file), file);
});

t.test('values, however they are quoted', async (t) => {
  const text = '# a=1\nA=b\r\n export C = "d e" # f\nG=\'h\'\nI=\nJ=k#l\nM="n\n';
  t.same(
    readEnv(text).map(({ path, text, style }) => [path, text, style]),
    [
      ['A', 'b', 'plain'],
      ['C', 'd e', 'double'],
      ['G', 'h', 'single'],
    ],
  );
});

t.test('references and named tags change, and no other byte', async (t) => {
  const text = `# ${REPOSITORY}:v1\r\nA=${REPOSITORY}:v1\r\nexport B="${REPOSITORY}:v1"   # kept\r\nTAG=v1\r\nOTHER=v1`;
  const { after } = await plan(text, { file: 'a.env', at: { TAG: REPOSITORY } });
  t.equal(
    after,
    text
      .replace(/A=(.*):v1/, 'A=$1:v2')
      .replace('app:v1"', 'app:v2"')
      .replace('TAG=v1', 'TAG=v2'),
  );
});

t.test('a name on two lines is left, because readers differ in which one counts', async (t) => {
  const text = `A=${REPOSITORY}:v1\nB=${REPOSITORY}:v1\nA=v1\n`;
  const { after, rows } = await plan(text, { file: 'a.env' });
  t.equal(after, text.replace(/B=(.*):v1/, 'B=$1:v2'));
  t.match(rows, [
    { path: 'A', outcome: 'skipped', reason: 'A is on more than one line' },
    { path: 'B', outcome: 'planned' },
  ]);
});
