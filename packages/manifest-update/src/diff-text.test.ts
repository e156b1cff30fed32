import t from 'tap';
import { diffText } from './diff-text.ts';
import { plan, REPOSITORY } from './testing.ts';

t.test('a unified diff of the files that change', async (t) => {
  const plans = [
    await plan(`a: 1\r\nimage: ${REPOSITORY}:v1\r\nx: "\u009b"`, { file: 'a.yaml' }),
    await plan('nothing: here', { file: 'b.yaml' }),
  ];
  t.equal(
    diffText(plans),
    [
      '--- a/a.yaml',
      '+++ b/a.yaml',
      '@@ -1,3 +1,3 @@',
      ' a: 1',
      `-image: ${REPOSITORY}:v1`,
      `+image: ${REPOSITORY}:v2`,
      ' x: "\\u009b"',
      '\\ No newline at end of file',
      '',
    ].join('\n'),
  );
});
