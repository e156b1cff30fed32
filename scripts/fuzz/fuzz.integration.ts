import t, { type Test } from 'tap';
import { fuzzAnswers } from './answers.ts';
import { type PartResult, whyBadStderr } from './findings.ts';
import { fuzzImages } from './images.ts';
import { fuzzLayers } from './layers.ts';
import { mutateJson } from './mutate.ts';
import { fuzzProcesses } from './processes.ts';
import { createRandom } from './random.ts';
import { fuzzRegistries } from './registries.ts';
import { fuzzRows } from './rows.ts';

/** The same cases every time: a test that fails once in a while is of no use. fuzz.sh takes others. */
const SEED = 13;
const ROWS = 20_000;

const ends = ({ ends }: PartResult, pattern: RegExp): number =>
  [...ends].reduce((sum, [end, count]) => (pattern.test(end) ? sum + count : sum), 0);

/** None of its cases is a finding, and there are cases of each kind, so that it tests something. */
function noFindings(t: Test, result: PartResult, count: number, kinds: readonly RegExp[]): void {
  t.same(result.findings, []);
  t.equal(result.cases, count);
  for (const kind of kinds) t.ok(ends(result, kind) > 0, String(kind));
}

t.test('the same seed gives the same cases, another seed others', async (t) => {
  const cases = (seed: number) =>
    Array.from({ length: 50 }, (_, i) =>
      mutateJson({ a: [1, 'x'], b: { c: 'y' } }, createRandom(seed, 'rows', i)).toString(),
    );
  t.same(cases(1), cases(1));
  t.not(cases(1).join(), cases(2).join());
  t.ok(new Set(cases(1)).size > 30);
});

t.test('what must not be on stderr is found', async (t) => {
  t.equal(whyBadStderr('sts-list: left out 1 pod\ntag-digest: a:v1: timeout: \\u001b\n'), undefined);
  for (const bad of [
    'sts-list: \u001b[2J',
    'sts-list: \u0085',
    'sts-list: internal error, please report it: x',
    'alice: verified',
    'sts-list: x\n    at main',
  ])
    t.type(whyBadStderr(bad), 'string', JSON.stringify(bad));
});

// All at once: most of them wait most of the time.
const parts = {
  rows: fuzzRows(SEED, ROWS),
  answers: fuzzAnswers(SEED, 100),
  registries: fuzzRegistries(SEED, 150),
  images: fuzzImages(SEED, 300),
  processes: fuzzProcesses(SEED, 12),
};

t.test('mutated rows', async (t) => {
  noFindings(t, await parts.rows, ROWS, [/^exit 0$/, /^exit 0, rows$/, /^exit 3$/]);
});

t.test('100 hostile API servers', async (t) => {
  noFindings(t, await parts.answers, 100, [/^a failure$/, /^a list, and objects left out$/]);
});

t.test('150 hostile registries', async (t) => {
  noFindings(t, await parts.registries, 150, [/a digest/, /invalid-response/, /timeout/, /unreachable/]);
});

t.test('300 images that are made to harm', async (t) => {
  const ends = [
    /^tag-digest: exit 0, a digest$/,
    /^tag-promote: exit 0, promoted$/,
    /^image-pair: exit 0, mismatched$/,
    /^image-pair: exit 1, unknown$/,
  ];
  noFindings(t, await parts.images, 300, ends);
});

t.test('some of each in processes of their own', async (t) => {
  noFindings(t, await parts.processes, 12, [/^sts-filter/, /^sts-list/, /^tag-digest/]);
});

t.test('2,000 damaged layers', async (t) => {
  // Alone, because it never waits, and the others would.
  const result = await fuzzLayers(SEED, 2000);
  noFindings(t, result, 2000, [
    /^a value$/,
    /^no such file$/,
    /^is in a layer$/,
    /is not in the image/,
    /is not YAML/,
  ]);
});
