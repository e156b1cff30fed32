import t from 'tap';
import { failureOf } from '../testing.ts';
import { applyJsonPatch } from './json-patch.ts';

const document = { spec: { list: ['a', 'b'], image: 'lab:v1' }, 'x/y~z': 1 };

t.test('operations', async (t) => {
  const cases: [string, unknown[], unknown][] = [
    ['add a field', [{ op: 'add', path: '/new', value: 1 }], { ...document, new: 1 }],
    [
      'insert an item',
      [{ op: 'add', path: '/spec/list/0', value: 'z' }],
      { ...document, spec: { list: ['z', 'a', 'b'], image: 'lab:v1' } },
    ],
    [
      'append an item',
      [{ op: 'add', path: '/spec/list/-', value: 'z' }],
      { ...document, spec: { list: ['a', 'b', 'z'], image: 'lab:v1' } },
    ],
    [
      'replace an item',
      [{ op: 'replace', path: '/spec/list/1', value: 'z' }],
      { ...document, spec: { list: ['a', 'z'], image: 'lab:v1' } },
    ],
    ['remove', [{ op: 'remove', path: '/spec' }], { 'x/y~z': 1 }],
    ['escapes', [{ op: 'remove', path: '/x~1y~0z' }], { spec: document.spec }],
    ['a test that holds', [{ op: 'test', path: '/spec/image', value: 'lab:v1' }], document],
    ['nothing', [], document],
  ];
  for (const [name, patch, expected] of cases) t.strictSame(applyJsonPatch(document, patch), expected, name);
  t.strictSame(document.spec.list, ['a', 'b'], 'the document is not changed');
});

t.test('what does not apply is 422', async (t) => {
  for (const operation of [
    { op: 'test', path: '/spec/image', value: 'lab:v2' },
    { op: 'test', path: '/spec/none', value: 'lab:v2' },
    { op: 'replace', path: '/spec/none', value: 1 },
    { op: 'remove', path: '/spec/list/2' },
    { op: 'add', path: '/none/field', value: 1 },
    { op: 'add', path: '/spec/list/3', value: 1 },
    { op: 'unknown', path: '/spec', value: 1 },
  ]) {
    t.match(
      failureOf(() => applyJsonPatch(document, [operation])),
      { code: 422 },
      JSON.stringify(operation),
    );
  }
  t.match(
    failureOf(() => applyJsonPatch(document, {})),
    { code: 400 },
  );
});
