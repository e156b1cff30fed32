/** The page that has the errors by their words has those that the commands really say. */
import { readdirSync, readFileSync } from 'node:fs';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { COMMANDS } from './commands.ts';

const page = readFileSync(`${ROOT}docs/troubleshooting.md`, 'utf8');
const headings = [...page.matchAll(/^### (.*)$/gm)].map(([, heading = '']) => heading);
const source = [
  readFileSync(`${ROOT}scripts/patch-notebook-sts.sh`, 'utf8'),
  ...['core', ...COMMANDS].flatMap((name) =>
    readdirSync(`${ROOT}packages/${name}/src`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(`${ROOT}packages/${name}/src/${file}`, 'utf8')),
  ),
]
  .join('\n')
  // A sentence may go on in the next piece of a text.
  .replaceAll(/['`] \+\s*['`]/g, '');

t.test('the words of each error are in the source, apart from the names in it', async (t) => {
  t.ok(headings.length >= 30);
  for (const heading of headings) {
    const [, sentence = ''] = /^`(.+)`$/.exec(heading) ?? [];
    const fixed = sentence
      .split('…')
      .map((part) => part.trim())
      .filter((part) => /[a-z]/i.test(part));
    t.ok(fixed.length > 0, `${heading}: it has words`);
    for (const part of fixed) t.ok(source.includes(part), `${heading}: "${part}"`);
  }
});
