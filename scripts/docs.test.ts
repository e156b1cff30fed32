import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { COMMANDS } from './commands.ts';

const PAGES = [
  'README.md',
  'DEVELOPING.md',
  'CHANGELOG.md',
  ...readdirSync(`${ROOT}docs`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];
const read = (page: string) => readFileSync(`${ROOT}${page}`, 'utf8');

/**
 * What follows `<!-- output: COMMAND -->` in a page is what the command prints, run in the repository's folder.
 * `UPDATE=1 node_modules/.bin/tap scripts/docs.test.ts` writes it anew.
 */
const BLOCK = /(<!-- output: (.+?) -->\n```\w*\n)([\s\S]*?)(```\n)/g;

const output = (command: string): string =>
  execFileSync('bash', ['--norc', '-c', `${command} 2>&1`], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: `${ROOT}dist/bin:${process.env.PATH}` },
  });

t.test('the pages show what the commands print', async (t) => {
  for (const page of PAGES) {
    const text = read(page);
    const now = text.replace(
      BLOCK,
      (_, before, command, _old, after) => `${before}${output(command)}${after}`,
    );
    if (process.env.UPDATE) writeFileSync(`${ROOT}${page}`, now);
    else t.equal(now, text, page);
  }
});

t.test('each command has a page with its help', async (t) => {
  for (const name of COMMANDS) {
    const commands = [...read(`docs/commands/${name}.md`).matchAll(BLOCK)].map(([, , command]) => command);
    t.ok(commands.includes(`${name} --help`), `the help of ${name} is there`);
  }
});

t.test('README is a first screen and a guide', async (t) => {
  t.ok(read('README.md').split('\n').length <= 200, 'at most 200 lines');
});

/** The anchors of a page's headings, as GitHub makes them. */
const anchors = (page: string) =>
  [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

t.test('every link leads somewhere, and every page can be reached from README', async (t) => {
  const linked = new Set<string>();
  for (const page of PAGES) {
    for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [file = '', anchor] = target.split('#');
      const to = file === '' ? page : posix.join(posix.dirname(page), file);
      t.ok(existsSync(`${ROOT}${to}`), `${page}: ${target}`);
      if (anchor !== undefined) t.ok(anchors(to).includes(anchor), `${page}: ${target}`);
      if (page === 'README.md') linked.add(to);
    }
  }
  for (const page of PAGES) t.ok(page === 'README.md' || linked.has(page), `README links to ${page}`);
});
