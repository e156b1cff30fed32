import t from 'tap';
import { payload } from './payload.ts';

t.test('text stays text', async (t) => {
  const message = { title: 'a & b', lines: ['<!channel> <https://x.test|here>', '[here](https://x.test)'] };
  t.same(payload('slack', message), {
    text: 'a &amp; b\n• &lt;!channel&gt; &lt;https://x.test|here&gt;\n• [here](https://x.test)',
  });
  t.match(payload('teams', message), {
    attachments: [
      {
        content: {
          body: [
            { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'a & b', weight: 'Bolder' }] },
            { inlines: [{ type: 'TextRun', text: '<!channel> <https://x.test|here>' }] },
            { inlines: [{ text: '[here](https://x.test)' }] },
          ],
        },
      },
    ],
  });
});
