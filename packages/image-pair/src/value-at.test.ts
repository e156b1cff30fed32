import t from 'tap';
import { readValuePath, valueAt } from './value-at.ts';

const TEMPLATE = `
metadata: &meta
  name: dask
---
spec:
  containers:
  - {name: worker, image: lab/worker:v1}
  - image: 5
`;

t.test('the text at a path', async (t) => {
  const at = (text: string, path: string) => valueAt(text, readValuePath(path));
  t.same(at(TEMPLATE, '.spec.containers[0].image'), { value: 'lab/worker:v1' }, 'in a later document');
  t.same(at('{"a-b":[["x"]]}', '.a-b[0][0]'), { value: 'x' }, 'in JSON');
  t.same(at('a: &x lab/w:1\nb: *x\n', '.b'), { value: 'lab/w:1' }, 'an alias');
  for (const path of ['.spec.containers[1].image', '.spec.containers[2].image', '.spec', '.toString', '.a.b'])
    t.match(at(TEMPLATE, path), { why: 'has no text there' }, path);
  t.match(at('a: [', '.a'), { why: /^is not YAML: [^\n]*$/ });
  t.match(at(`a: *${'\u202e'.repeat(400)}`, '.a'), { why: /^is not YAML: [^\u202e]{100,220}$/ }, 'disguised');
  const bomb = `a: &a [x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e'].map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcd'[i]}`)}]`).join('\n')}`;
  t.match(at(bomb, '.e'), { why: /^is not YAML/ }, 'aliases that fill the memory');
  t.same(at(`f: x\n---\n${bomb}`, '.f'), { value: 'x' }, 'in a document that nobody looks at');
});

t.test('what is no path', async (t) => {
  for (const path of ['spec', '', '.', '.a[x]', '{.a}', '.a b'])
    t.throws(() => readValuePath(path), /--path: .* is not a path/, path);
});
