import { parseOptions } from '@patch-notebook-sts/core/cli/parse-options';
import fc from 'fast-check';
import t from 'tap';
import { command } from '../command.ts';
import { parseWave, planCanary, planWaves, requireMatches, startOrder } from './waves.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const row = (namespace: string, stsName: string, image = 'a:v1') => ({
  stsName,
  namespace,
  action: 'restart' as const,
  containers: [{ name: stsName, image, running: digest('0'), wanted: digest('1') }],
});
const names = (rows: readonly { namespace?: string | undefined; stsName: string }[]) =>
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

t.test('more images than a call may have arguments', async (t) => {
  const many = Array.from({ length: 150_000 }, (_, i) => row('n', `x${i}`, `a${i}:v1`));
  t.same(names(planCanary(many, 2)[0]?.rows ?? []), ['n/x0', 'n/x1']);
});

t.test('rows that want the same start together', async (t) => {
  const rows = [
    row('n', '1', 'a:v1'),
    row('n', '2', 'b:v1'),
    row('n', '3', 'a:v1'),
    row('n', '4', 'b:v1'),
    row('n', '5', 'a:v1'),
  ];
  t.same(names(startOrder(rows)), ['n/1', 'n/3', 'n/5', 'n/2', 'n/4']);
});

t.test('a wave that no row belongs to is refused, by its name', async (t) => {
  const rows = [row('prod', 'a'), row('dev', 'b')];
  const none = () => false;
  requireMatches(rows, [parseWave('first=pr*'), parseWave('then=dev')], none);
  t.throws(() => requireMatches(rows, [parseWave('first=pr*'), parseWave('tset=tst-*,x=y')], none), {
    message: /^--wave tset=tst-\*,x=y: no row of the plan matches; nothing was restarted$/,
    exitCode: 2,
  });
  requireMatches(rows, [parseWave('labelled=x=y')], ({ stsName }) => stsName === 'a');
  requireMatches([], [parseWave('first=zzz')], none);
});

t.test('property: waves hold each row once', async () => {
  const anyRows = fc.uniqueArray(
    fc.tuple(fc.nat(50), fc.constantFrom('a', 'b'), fc.constantFrom('a:v1', 'b:v1', 'c')),
    { selector: ([n]) => n },
  );
  fc.assert(
    fc.property(anyRows, fc.nat(7), (spec, count) => {
      const rows = spec.map(([n, namespace, image]) => row(namespace, `x${n}`, image));
      for (const waves of [planCanary(rows, count), planWaves(rows, [parseWave('w=a')], () => false)]) {
        const all = waves.flatMap((wave) => wave.rows);
        if (all.length !== rows.length || new Set(all).size !== rows.length) return false;
        if (waves.some((wave) => wave.rows.length === 0)) return false;
      }
      return true;
    }),
  );
});
