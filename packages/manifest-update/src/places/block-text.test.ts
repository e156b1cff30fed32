import t from 'tap';
import { isScalar, parseDocument, visit } from 'yaml';
import { locateBlockText } from './block-text.ts';

/** What stands in the file for each character of the block's text that isn't a line end. */
function compare(text: string): [string, string] {
  let result: [string, string] = ['', ''];
  visit(parseDocument(text), {
    Scalar: (key, node) => {
      if (key === 'key' || !isScalar(node)) return;
      const value = String(node.value);
      const source = text.slice(node.range?.[0], node.range?.[1]);
      const locate = locateBlockText(source, value);
      const offsets = [...value].flatMap((character, i) => (character === '\n' ? [] : [i]));
      result = [
        offsets.map((i) => value[i]).join(''),
        offsets.map((i) => (locate === undefined ? '' : source[locate(i)])).join(''),
      ];
    },
  });
  return result;
}

t.test('every character is found', async (t) => {
  for (const text of [
    'a: |\n  {\n    "b": 1\n  }\n',
    'a: |-\n  b: 1\n\n\n  c: 2',
    'a: | # comment\n\n  b\n',
    'a: |+\n  b\n\n',
    'a: |2\n    b: 1\n   c: 2\n',
    'a: |\r\n  b: 1\r\n    c\r\n\r\n  d\r\n',
  ]) {
    const [value, found] = compare(text);
    t.equal(found, value, JSON.stringify(text));
    t.ok(value.length > 0);
  }
});

t.test('a text that is not the file’s line by line is not located', async (t) => {
  t.equal(locateBlockText('>\n  a\n  b\n', 'a b\n'), undefined);
});
