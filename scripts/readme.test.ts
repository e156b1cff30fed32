import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { COMMANDS } from './commands.ts';

/**
 * What stands in the README behind `<!-- output: COMMAND -->` is what the command prints, run from the repository's
 * folder. `UPDATE=1 node_modules/.bin/tap scripts/readme.test.ts` writes it anew.
 */
const BLOCK = /(<!-- output: (.+?) -->\n```\w*\n)([\s\S]*?)(```\n)/g;

const output = (command: string): string =>
  execFileSync('bash', ['--norc', '-c', `${command} 2>&1`], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: `${ROOT}dist/bin:${process.env.PATH}` },
  });

t.test('the README shows what the commands print', async (t) => {
  const file = `${ROOT}README.md`;
  const text = readFileSync(file, 'utf8');
  const now = text.replace(BLOCK, (_, before, command, _old, after) => `${before}${output(command)}${after}`);
  if (process.env.UPDATE) writeFileSync(file, now);
  else t.equal(now, text);
  const commands = [...text.matchAll(BLOCK)].map(([, , command]) => command);
  for (const name of COMMANDS) {
    t.ok(commands.includes(`${name} --help`), `the help of ${name} is there`);
  }
});
