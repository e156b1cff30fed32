import { readFileSync } from 'node:fs';
import { ROOT, run } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';

/** What stands on the last screen of a recording, without the numbers. */
const lastScreen = (svg: string): string[] =>
  [...svg.matchAll(/<text class="\S+ last" [^>]*>(.*?)<\/text>/g)].map(([, line = '']) =>
    line.replaceAll(/<[^>]+>/g, '').replaceAll(/\d+/g, '0'),
  );

t.test(
  'README shows what the commands write today; scripts/build.sh && dist/testbed/recording renews it',
  async (t) => {
    const shown = readFileSync(`${ROOT}docs/images/terminal.svg`, 'utf8');
    t.match(readFileSync(`${ROOT}README.md`, 'utf8'), '(docs/images/terminal.svg)');
    const file = `${t.testdir({})}/now.svg`;
    t.match(await run(`${ROOT}dist/testbed/recording`, [file]), { code: 0, stderr: '' });
    const screen = lastScreen(shown);
    t.ok(screen.length > 10);
    t.same(lastScreen(readFileSync(file, 'utf8')), screen);
  },
);
