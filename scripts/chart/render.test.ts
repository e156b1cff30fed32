import t from 'tap';
import { render } from './render.ts';

const root = { Values: { name: 'a', map: { b: 1, c: '2' }, list: ['x', 'y'], none: {}, off: false } };

t.test('paths, blocks and indented YAML, as Helm renders them', async (t) => {
  const cases: [string, string][] = [
    ['n: {{ .Values.name }}\n', 'n: a\n'],
    ['m:\n  {{- toYaml .Values.map | nindent 2 }}\nz: 1\n', 'm:\n  b: 1\n  c: "2"\nz: 1\n'],
    ['{{- if .Values.off }}\nno\n{{- end }}\n', '\n'],
    ['a\n{{- with .Values.map }}\n{{ .b }}\n{{- end }}\nz', 'a\n1\nz'],
    ['{{- with .Values.none }}\n{{ .b }}\n{{- end }}', ''],
    ['l:\n{{- range .Values.list }}\n- {{ . }}\n{{- end }}\n', 'l:\n- x\n- y\n'],
  ];
  for (const [template, expected] of cases) t.equal(render(template, root), expected, template);
});

t.test('what is misspelt, or more than this, is an error', async (t) => {
  t.throws(() => render('{{ .Values.nmae }}', root), /no such value: \.Values\.nmae/);
  t.throws(() => render('{{ include "x" . }}', root), /not understood/);
  t.throws(() => render('{{.Values.name}}', root), /not understood/);
  t.throws(() => render('{{- if .Values.name }}', root), /an end is missing/);
  t.throws(() => render('{{- end }}', root), /without a beginning/);
});
