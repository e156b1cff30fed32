import { readdirSync, readFileSync } from 'node:fs';
import { ROOT, run } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { COMMANDS } from '../commands.ts';

const SHARE = `${ROOT}dist/share`;
const read = (file: string) => readFileSync(`${SHARE}/${file}`, 'utf8');

t.test('each command has completions for three shells, and a manual page', async (t) => {
  const files = readdirSync(SHARE, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  t.equal(files.length, COMMANDS.length * 4);
});

t.test('bash completes options, their choices, and the words of a command', async (t) => {
  const complete = async (...words: string[]) => {
    const script = `source ${SHARE}/bash-completion/completions/sts-restart
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length - 1}
_sts_restart; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return (await run('bash', ['--norc', '-c', script])).stdout.trim().split('\n');
  };
  t.same(await complete('sts-restart', '--can'), ['--canary']);
  t.same(await complete('sts-restart', '--format', ''), ['ndjson', 'table', 'name']);
  t.match(await complete('sts-restart', 'exe'), ['execute']);
  t.match(await complete('sts-restart', 'READ'), ['README.md']);
});

t.test('they name every option that --help does', async (t) => {
  for (const name of COMMANDS) {
    const { stdout } = await run(`${ROOT}dist/bin/${name}`, ['--help']);
    const options = [...stdout.matchAll(/^ +(?:-\w, )?--([a-z-]+)/gm)].map(([, option = '']) => option);
    t.ok(options.length >= 7, `${name}: the options of every command, at least`);
    for (const option of options) {
      t.match(
        read(`bash-completion/completions/${name}`),
        new RegExp(`--${option}[ ']`),
        `${name}: bash: ${option}`,
      );
      t.match(read(`zsh/site-functions/_${name}`), `--${option}`, `${name}: zsh: ${option}`);
      t.match(read(`fish/vendor_completions.d/${name}.fish`), `-l ${option} `, `${name}: fish: ${option}`);
      t.match(read(`man/man1/${name}.1`), option.replaceAll('-', '\\-'), `${name}: man: ${option}`);
    }
  }
});

t.test('bash accepts them', async (t) => {
  for (const name of COMMANDS) {
    t.match(
      await run('bash', ['--norc', '-n', `${SHARE}/bash-completion/completions/${name}`]),
      { code: 0, stderr: '' },
      name,
    );
  }
});
