import t from 'tap';
import { reduce } from './reduce.ts';

const reduced = (text: string) => reduce(text, (entry) => entry.includes('app'));

t.test('entries without what is wanted go, and every other character is found', async (t) => {
  const text = [
    'hub: # comment',
    '  a:',
    '  - x',
    '',
    '  b: |',
    '    y',
    'user:',
    '  c:',
    '    d: 1',
    '  # of e',
    '  e: {f: 1}',
    '  image:\r',
    '    name: app\r',
    '    tag: v1',
    '  list:',
    '  - g:',
    '      h: 1',
    '    i: app',
    '    j:',
    '      k: 1',
    '  - l:',
    '',
  ];
  const goes = [0, 1, 2, 3, 4, 5, 7, 8, 18, 19];
  const whole = text.join('\n');
  const result = reduced(whole);
  const stays = text.map((line) => line.replace('- l:', '-')).filter((_, i) => !goes.includes(i));
  t.equal(result.text, stays.join('\n'));
  for (const [i, character] of [...result.text].entries()) {
    const at = result.toWhole(i);
    if (whole[at] !== character || result.toReduced(at) !== i) t.fail(`${character} at ${i}`);
  }
});

t.test('of an item that is not wanted, the dash stays, so that each item has its number', async (t) => {
  const list = [
    '- name: b',
    '  more: |',
    '    text',
    '',
    '# of the next',
    '- - app',
    '  - c:',
    '      d: 1',
    '- "e',
    '  f"  ',
    '- app',
  ];
  const whole = list.map((line) => `${line}\r\n`).join('');
  const result = reduced(whole);
  t.equal(result.text, '-\r\n\r\n# of the next\r\n- - app\r\n  -\r\n-  \r\n- app\r\n');
  t.equal(result.toWhole(result.text.lastIndexOf('app')), whole.lastIndexOf('app'));
});

t.test('of JSON, brackets stay', async (t) => {
  const json = JSON.stringify({ a: [{ x: 1 }, { y: { z: ['app'] } }], b: { c: [1] } }, null, 1);
  const result = reduced(json);
  t.same(JSON.parse(result.text), { a: [{}, { y: { z: ['app'] } }], b: {} });
  t.equal(result.toWhole(result.text.indexOf('app')), json.indexOf('app'));
  t.equal(reduced('a: [\n  1\n  ]\nb: app').text, 'a: [\n  1\n  ]\nb: app', 'a bracket elsewhere');
});

t.test(
  'an empty value stays, one on the next line, and so do documents whose parts hang together',
  async (t) => {
    for (const text of [
      'a:\nb: app',
      'a:\n  # c\n  v1\nb: app',
      'a:\n- &x 1\nb:\n- *x\nc: app',
      'a:\n  <<: [b]\nc: app',
      'a:\n  {{- if x }}\n  b: 1\n  {{- end }}\nc: app',
    ])
      t.equal(reduced(text).text, text);
  },
);
