import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { parseAllDocuments } from 'yaml';
import { planFile } from './plan-file.ts';
import { imagesOf, plan, REPOSITORY, searchFor } from './testing.ts';

/** How many random documents; 10,000 were run by hand. */
const RUNS = Number(process.env.RUNS ?? 300);

/**
 * Tags, and whether a version of YAML would read something else than a string. A date is in the test of the command: tap
 * changes how its own process reads dates.
 */
const TAGS: [tag: string, needsQuotes: boolean][] = [
  ['v2', false],
  ['1.2.3', false],
  ['w_2022_40', false],
  ['c5b7982c', false],
  ['1.10', true],
  ['0123456', true],
  ['0777', true],
  ['0o17', true],
  ['0x1f', true],
  ['1e10', true],
  ['12e4', true],
  ['1_000', true],
  ['2022_40', true],
  ['yes', true],
  ['n', true],
  ['null', true],
];
const OLD_TAGS = ['v1', '1.2.2', 'w_2022_33', 'b5b7982c', 'main-0a1b2c3'];

/** A piece of a document: lines with `OLD(style)` and the like in the place of a version. */
type Lines = string[];

const indented = (lines: Lines): Lines => lines.map((line) => (line === '' ? '' : `  ${line}`));
const comment = fc.constantFrom('', '', '', '  # as it is', ` # ${REPOSITORY}`);
const scalar = fc.constantFrom(
  ...[
    '0777',
    '0123456',
    '1e10',
    '1.10',
    'yes',
    'null',
    '~',
    '2022-10-01',
    '190:20',
    '0x1f',
    'plain text',
    '&a x',
  ],
  ...[
    '"double \\" \\u00e9"',
    "'single ''quoted'''",
    '{a: 1, b: [x, "y"]}',
    '[]',
    '!!str 12',
    '!custom x',
    '',
  ],
);
const block = fc.constantFrom<Lines[]>(
  ['|', '  text', '', '    deeper # no comment'],
  ['>-', '  folded', '  text: with a colon'],
  ['|2-', '    two more', '  two'],
);
const styled = fc.constantFrom('plain', 'single', 'double');
const reference = (style: string) => `@${style}:reference@`;
const tag = (style: string) => `@${style}:tag@`;
const image: fc.Arbitrary<Lines> = fc.oneof(
  fc.tuple(styled, comment).map(([style, end]) => [`image: ${reference(style)}${end}`]),
  fc.tuple(styled, comment).map(([style, end]) => [`"any.key" :   ${reference(style)}${end}`]),
  fc
    .tuple(styled, comment, fc.constantFrom('repository', 'name', 'image'))
    .map(([style, end, key]) => [
      `${key}: ${REPOSITORY}`,
      '# between',
      `tag:  ${tag(style)}${end}`,
      'pullPolicy: Always',
    ]),
  fc
    .tuple(styled, comment)
    .map(([style, end]) => [`tag: ${tag(style)}${end}`, `repository: "${REPOSITORY}"`]),
  fc
    .tuple(styled, styled)
    .map(([one, other]) => [`flow: {image: ${reference(one)}, more: [1, ${reference(other)}]}`]),
  fc.tuple(styled, comment).map(([style, end]) => [`z: {name: ${REPOSITORY}, tag: ${tag(style)} }${end}`]),
  fc
    .tuple(styled, comment)
    .map(([style, end]) => ['list:', `- ${reference(style)}${end}`, '- 0777', '-  other']),
  fc
    .tuple(styled, comment)
    .map(([style, end]) => [
      'json: {',
      '    "other": [',
      '        {',
      '            "x": 0777',
      '        }, # one',
      `        {"image": ${reference(style)}}`,
      '    ],',
      '    "more": {',
      '        "a": ["b"]',
      '    }',
      `  }${end}`,
    ]),
  fc
    .tuple(comment)
    .map(([end]) => ['config: |', '  {', `    "image": ${reference('double')}`, '  }', `after: 1${end}`]),
);
const other = fc.oneof<fc.Arbitrary<Lines>[]>(
  fc.tuple(scalar, comment).map(([value, end]) => [`key: ${value}${value === '' ? '' : end}`]),
  block.map(([header = '', ...lines]) => [`block: ${header}`, ...lines]),
  fc.constant(['# a comment of its own', '']),
  fc.constant([`image: ${REPOSITORY}lication:v1`]),
);
const { map: document } = fc.letrec<{ map: Lines; list: Lines; child: Lines }>((tie) => ({
  map: fc
    .array(tie('child'), { minLength: 1, maxLength: 4 })
    .map((children) =>
      children.flatMap((lines, i) => [`k${i}:`, ...indented(lines), ...(i % 3 === 2 ? [''] : [])]),
    ),
  list: fc
    .array(tie('child'), { minLength: 1, maxLength: 4 })
    .map((items) => [
      'items:',
      ...items.flatMap(([first = '', ...rest]) => [`  - ${first}`, ...indented(indented(rest))]),
    ]),
  child: fc.oneof({ depthSize: 'small' }, image, other, image, tie('map'), tie('list')),
}));
const text = fc.record({
  documents: fc.array(document, { minLength: 1, maxLength: 3 }),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  bom: fc.constantFrom('', '\ufeff'),
  last: fc.boolean(),
});

/** The text with each version put in, quoted as its place asks. */
function render(lines: Lines, version: string, needsQuotes: boolean): Lines {
  return lines.map((line) =>
    line.replace(/@(\w+):(\w+)@/g, (_, style, shape) => {
      const value = shape === 'tag' ? version : `${REPOSITORY}:${version}`;
      if (style === 'single') return `'${value}'`;
      return style === 'double' || (shape === 'tag' && needsQuotes) ? `"${value}"` : value;
    }),
  );
}

/** The leaves of two values that differ; undefined if they don't have the same shape. */
function differences(a: unknown, b: unknown): [unknown, unknown][] | undefined {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null)
    return isDeepStrictEqual(a, b) ? [] : [[a, b]];
  const [left, right] = [Object.entries(a), Object.entries(b)];
  if (left.length !== right.length) return undefined;
  const all = left.map(([key, value], i) =>
    key === right[i]?.[0] ? differences(value, right[i]?.[1]) : undefined,
  );
  return all.includes(undefined) ? undefined : all.flatMap((some) => some ?? []);
}

const readBy = (version: '1.1' | '1.2', source: string): unknown[] =>
  parseAllDocuments(source, { version, logLevel: 'silent' }).map((one) => one.toJS());

t.test('property: the versions change, no other byte does, and no value changes its type', async (t) => {
  let edits = 0;
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.constantFrom(...OLD_TAGS),
      fc.constantFrom(...TAGS),
      async (random, old, [to, needs]) => {
        const { documents, lineEnd, bom, last } = random;
        const whole = documents.flatMap((lines, i) => (i === 0 ? lines : ['--- # next', ...lines]));
        const [before, after] = [render(whole, old, false), render(whole, to, needs)].map(
          (lines) => bom + lines.join(lineEnd) + (last ? lineEnd : ''),
        ) as [string, string];
        const images = await imagesOf({ tag: to });
        const result = planFile(before, searchFor(images), { images, form: 'tag', also: [] });
        assert.equal(result.after, after);
        const count = whole.join('').split(/@\w+:\w+@/).length - 1;
        edits += count;
        assert.equal(result.rows.filter(({ outcome }) => outcome === 'planned').length, count);
        for (const version of ['1.1', '1.2'] as const) {
          const changed = differences(readBy(version, before), readBy(version, result.after));
          assert.equal(changed?.length, count, version);
          assert.ok(
            changed?.every(
              ([a, b]) => typeof a === 'string' && typeof b === 'string' && b === a.replace(old, to),
            ),
          );
        }
        const again = planFile(result.after, searchFor(images), { images, form: 'tag', also: [] });
        assert.equal(again.after, after, 'the same again does nothing');
      },
    ),
    { numRuns: RUNS },
  );
  t.ok(edits > RUNS, `${edits} versions were changed`);
});

t.test('what can’t be located surely is left, with the reason', async (t) => {
  const table: [text: string, reason: RegExp][] = [
    [`image: &i ${REPOSITORY}:v1\nother: *i\nthird: [*i]\nx: {name: y, tag: *i}`, /^$|alias/],
    [
      `a: {repository: ${REPOSITORY}, tag: &t v1}\nb: {repository: other, tag: *t}`,
      /anchor &t is used for something else/,
    ],
    [`a: &a {repository: ${REPOSITORY}, tag: v1}\nb: {<<: *a, name: x}`, /merged into another|merge key/],
    [`image: >-\n  ${REPOSITORY}:v1`, /several lines/],
    [`image: {repository: ${REPOSITORY}, tag: ""}`, /empty/],
    [`image: {repository: ${REPOSITORY}, tag: }`, /empty/],
    [`image: {repository: ${REPOSITORY}, tag: "{{ .tag }}"}`, /not a tag/],
    [`image: {repository: ${REPOSITORY}, tag: {a: 1}}`, /not a plain value/],
    [`{{- if x }}\nimage: ${REPOSITORY}:v1\n{{- end }}`, /YAML can't read this/],
    [`{{- if x }}\nrepository: ${REPOSITORY}\ntag: v1\n{{- end }}`, /YAML can't read this/],
    [`# image: ${REPOSITORY}:v1`, /comment/],
    [`a: 1\na: 2\nimage: ${REPOSITORY}:v1`, /YAML can't read this: Map keys must be unique/],
  ];
  for (const [text, reason] of table) {
    const { after, rows } = await plan(text);
    const skipped = rows.filter(({ outcome }) => outcome === 'skipped');
    t.ok(skipped.length > 0 && skipped.every((row) => reason.test(row.reason ?? '')), text);
    if (rows.every(({ outcome }) => outcome === 'skipped')) t.equal(after, text);
  }
});

t.test('an anchor changes where each of its uses is a place of the same repository', async (t) => {
  const text = `a: {repository: ${REPOSITORY}, tag: &t v1}\nb: {repository: ${REPOSITORY}, tag: *t}\n`;
  const { after, rows } = await plan(text);
  t.equal(after, text.replace('v1', 'v2'));
  t.match(rows, [
    { path: 'a.tag', outcome: 'planned' },
    { path: 'b.tag', outcome: 'skipped', reason: 'it is an alias, *t' },
  ]);
});

t.test('lines, paths and what is unchanged', async (t) => {
  const { rows } = await plan(`a:\n  - image: ${REPOSITORY}:v1\n  - "b.c": {name: ${REPOSITORY}, tag: v2}\n`);
  t.same(rows, [
    {
      file: 'values.yaml',
      path: 'a[0].image',
      line: 2,
      repository: REPOSITORY,
      from: `${REPOSITORY}:v1`,
      to: `${REPOSITORY}:v2`,
      outcome: 'planned',
    },
    {
      file: 'values.yaml',
      path: 'a[1]["b.c"].tag',
      line: 3,
      repository: REPOSITORY,
      from: 'v2',
      to: 'v2',
      outcome: 'unchanged',
    },
  ]);
});

t.test('two images of one map do not fight about its neighbour', async (t) => {
  const rows = [{ tag: 'v2' }, { repository: 'ghcr.io/org/other', tag: 'v3' }];
  const text = `a: ${REPOSITORY}:v1\nb: ghcr.io/org/other:v1\nname: at v1\n`;
  const result = await plan(text, { rows, also: ['name=at {tag}'] });
  t.match(result.after, 'name: at v2');
  t.match(
    result.rows.filter(({ path }) => path === 'name'),
    [{ outcome: 'planned' }, { outcome: 'skipped', reason: 'another image sets it to at v2' }],
  );
});

t.test('a value that is no text gets quotes, as JSON needs them', async (t) => {
  const { after } = await plan(`{"repository": "${REPOSITORY}", "tag": 1.10}`, { file: 'values.json' });
  t.equal(after, `{"repository": "${REPOSITORY}", "tag": "v2"}`);
});

t.test('a value on the line below its key', async (t) => {
  const text = (tag: string) => `image:\n  repository: ${REPOSITORY}\n  tag:\n    ${tag}\n`;
  t.equal((await plan(text('v1'))).after, text('v2'));
});
