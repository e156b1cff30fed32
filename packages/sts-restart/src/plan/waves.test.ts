import { parseOptions } from '@patch-notebook-sts/core/cli/parse-options';
import fc from 'fast-check';
import t from 'tap';
import { command } from '../command.ts';
import { parseWave, planBatches, planCanary, planWaves } from './waves.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const row = (namespace: string, stsName: string, image = 'a:v1') => ({
  stsName,
  namespace,
  action: 'restart' as const,
  containers: [{ name: stsName, image, running: digest('0'), wanted: digest('1') }],
});
const names = (rows: { namespace?: string | undefined; stsName: string }[]) =>
  rows.map((one) => `${one.namespace}/${one.stsName}`);

t.test('a wave is a name and patterns; an equals sign makes a label selector', async (t) => {
  t.same(parseWave('test=team-*,dev?,stage=canary'), {
    name: 'test',
    globs: ['team-*', 'dev?'],
    selectors: ['stage=canary'],
  });
  for (const text of ['test', '=a', 'test=', 'test=a,,b', 'A b=c']) {
    t.throws(() => parseWave(text), { message: /^--wave: .*NAME=PATTERN/, exitCode: 2 }, text);
  }
});

t.test('waves of the environment have a line each', async (t) => {
  const env = { STS_RESTART_WAVE: 'first=team-*,dev\nthen=prod' };
  const options = await parseOptions(command, ['dry-run'], env);
  t.match(typeof options === 'object' && options.wave?.map(parseWave), [
    { name: 'first', globs: ['team-*', 'dev'] },
    { name: 'then', globs: ['prod'] },
  ]);
});

t.test('each row goes to the first wave that takes it, the others come last', async (t) => {
  const rows = [row('prod', 'a'), row('team-1', 'b'), row('dev', 'c'), row('team-2', 'd')];
  const waves = [
    parseWave('canary=x=y'),
    parseWave('teams=team-*'),
    parseWave('all=dev,team-1'),
    parseWave('none=zzz'),
  ];
  const planned = planWaves(rows, waves, ({ stsName }, selector) => selector === 'x=y' && stsName === 'd');
  t.same(
    planned.map(({ name, rows }) => [name, names(rows)]),
    [
      ['canary', ['team-2/d']],
      ['teams', ['team-1/b']],
      ['all', ['dev/c']],
      ['rest', ['prod/a']],
    ],
  );
});

t.test('the canaries are taken from each image in turn', async (t) => {
  const rows = [
    row('n', '1', 'a:v1'),
    row('n', '2', 'a:v1'),
    row('n', '3', 'a:v1'),
    row('n', '4', 'b:v1'),
    row('n', '5', 'c:v1'),
  ];
  const [canary, rest] = planCanary(rows, 4);
  t.same(names(canary?.rows ?? []), ['n/1', 'n/2', 'n/4', 'n/5']);
  t.same(names(rest?.rows ?? []), ['n/3']);
  t.same(
    planCanary(rows, 9).map(({ name }) => name),
    ['canary'],
    'more canaries than rows',
  );
  t.same(planCanary([], 3), []);
});

t.test('a batch keeps those together that want the same', async (t) => {
  const rows = [
    row('n', '1', 'a:v1'),
    row('n', '2', 'b:v1'),
    row('n', '3', 'a:v1'),
    row('n', '4', 'b:v1'),
    row('n', '5', 'a:v1'),
  ];
  t.same(planBatches(rows, 2).map(names), [['n/1', 'n/3'], ['n/5', 'n/2'], ['n/4']]);
});

t.test('property: batches hold each row once, and none is larger than asked', async () => {
  const anyRows = fc.uniqueArray(fc.tuple(fc.nat(50), fc.constantFrom('a:v1', 'b:v1', 'c')), {
    selector: ([n]) => n,
  });
  fc.assert(
    fc.property(anyRows, fc.integer({ min: 1, max: 7 }), (spec, size) => {
      const rows = spec.map(([n, image]) => row('n', `x${n}`, image));
      const batches = planBatches(rows, size);
      return (
        batches.every((batch) => batch.length > 0 && batch.length <= size) &&
        new Set(batches.flat()).size === rows.length &&
        batches.flat().length === rows.length
      );
    }),
  );
});
