import t from 'tap';
import { asciiJson, escapeJson } from './escape-json.ts';

t.test('JSON with its control characters escaped is the same JSON', async (t) => {
  const value = { a: '\u009b\u2028\u2029\u202e\u007f', b: 'naïve 世界 👩‍🚀 \\u009b', '\u0085': 1 };
  const text = escapeJson(JSON.stringify(value));
  t.same(JSON.parse(text), value);
  t.notMatch(text, /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
  t.match(text, '"\\u009b\\u2028\\u2029\\u202e\\u007f"');
  t.match(text, 'naïve 世界 👩‍🚀 \\\\u009b', 'everything else is as it was');
  t.equal(escapeJson('{"a":1}\n{"b":2}\n'), '{"a":1}\n{"b":2}\n', 'line breaks between rows stay');
});

t.test('JSON for a reader of YAML is ASCII but for pairs of surrogates, and the same JSON', async (t) => {
  const value = { '\u0085': 'na\u00efve \u4e16 \u{1f600} \ufeff\uffff\u007f' };
  const text = asciiJson(JSON.stringify(value));
  t.equal(text, '{"\\u0085":"na\\u00efve \\u4e16 \u{1f600} \\ufeff\\uffff\\u007f"}');
  t.same(JSON.parse(text), value);
});
