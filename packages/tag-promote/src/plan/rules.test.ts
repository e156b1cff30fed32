import t from 'tap';
import { type Described, type Rules, whyRefused } from './rules.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const anything: Rules = {
  expected: () => undefined,
  hold: new Set(),
  allowFewerPlatforms: false,
  noOlder: false,
};
const image = (hex: string, platforms: (string | undefined)[], created?: string): Described => ({
  digest: digest(hex),
  children: [digest('c')],
  platforms,
  details: { created },
});
const ask = (before: Described | null, now: Described, rules: Partial<Rules> = {}) =>
  whyRefused('app', before, now, { ...anything, ...rules });

t.test('an image must have all platforms of the one that it replaces', async (t) => {
  const amd = image('1', ['linux/amd64']);
  const both = image('2', ['linux/amd64', 'linux/arm64']);
  t.equal(ask(amd, both), undefined);
  t.equal(ask(null, amd), undefined);
  t.match(ask(both, amd), /no linux\/arm64, which the present one has; --allow-fewer-platforms/);
  t.equal(ask(both, amd, { allowFewerPlatforms: true }), undefined);
  t.equal(ask(both, image('3', ['linux/arm64/v8', 'linux/amd64'])), undefined, 'v8 is what arm64 means');
  t.match(ask(image('1', ['linux/arm/v7']), image('3', ['linux/arm/v6'])), /no linux\/arm\/v7/);
  t.match(ask(amd, image('3', [undefined])), /does not say for which platform/);
  t.match(ask(image('1', [undefined]), amd), /does not say for which platform/);
});

t.test('what is held, as an index or as one of its platforms', async (t) => {
  const now = image('1', []);
  t.match(ask(null, now, { hold: new Set([digest('1')]) }), /is held/);
  t.match(ask(null, now, { hold: new Set([digest('c')]) }), /sha256:cccccccccccc is held/);
  t.equal(ask(null, now, { hold: new Set([digest('d')]) }), undefined);
});

t.test('an older image, and one of unknown age', async (t) => {
  const [early, late] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
  const why = (was?: string, is?: string) => ask(image('1', [], was), image('2', [], is), { noOlder: true });
  t.match(why(late, early), /created at 2026-01-01T.*, before the present one/);
  t.equal(why(early, late), undefined);
  t.equal(why(early, early), undefined);
  t.match(why(early), /does not say when it was created/);
  t.match(why('1970-01-01T00:00:00Z', early), /does not say when it was created/);
  t.equal(ask(image('1', [], late), image('2', [], early)), undefined, 'only where that is asked');
});
