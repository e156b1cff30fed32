import { readdirSync, readFileSync } from 'node:fs';
import { kindWords } from '@patch-notebook-sts/core/kube/kinds';
import { ROOT, run, testbedFor } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { COMMANDS } from '../commands.ts';

const SHARE = `${ROOT}dist/share`;
const HOSTILE_KUBECONFIG = `apiVersion: v1
kind: Config
clusters: [{name: one, cluster: {server: "http://127.0.0.1:1"}}]
contexts: [{name: prod, context: {cluster: one}}, {name: "$(echo ran)", context: {cluster: one}}]
current-context: prod
`;
const read = (file: string) => readFileSync(`${SHARE}/${file}`, 'utf8');

t.test('each command has completions for three shells, and a manual page', async (t) => {
  const files = readdirSync(SHARE, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  t.equal(files.length, COMMANDS.length * 4 + 3, 'and the chain has completions');
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

t.test('the chain prints them for each shell, wherever a link to it is', async (t) => {
  const chain = `${t.testdir({ chain: t.fixture('symlink', `${ROOT}dist/bin/patch-notebook-sts`) })}/chain`;
  const bash = ['--norc', '-c', `source <(${chain} completion bash); complete -p`];
  const { stdout } = await run('bash', bash);
  for (const name of [...COMMANDS, 'patch-notebook-sts']) {
    t.match(stdout, ` ${name}\n`, `bash: ${name}`);
    t.match((await run(chain, ['completion', 'zsh'])).stdout, `compdef _${name} ${name};`, `zsh: ${name}`);
    t.match((await run(chain, ['completion', 'fish'])).stdout, `complete -c ${name} `, `fish: ${name}`);
  }
  t.match(await run(chain, ['completion', 'tcsh']), { code: 2, stderr: /tcsh: none of bash, zsh, fish/ });
});

t.test('contexts, clusters, kinds and namespaces are completed, and no name is run', async (t) => {
  const testbed = await testbedFor(t);
  await testbed.loadCapture(`${ROOT}fixtures/captures/after`);
  const { stdout: namespaces } = await testbed.run('kubectl', ['get', 'ns', '--no-headers']);
  const complete = async (option: string, config?: string) => {
    const script = `source ${SHARE}/bash-completion/completions/sts-list
COMP_WORDS=(sts-list ${option} '') COMP_CWORD=2; _sts_list; printf '%s\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await testbed.run(
      'bash',
      ['--norc', '-c', script],
      config ? { KUBECONFIG: config } : {},
    );
    return stdout.trim().split('\n');
  };
  t.same(await complete('--kind'), kindWords);
  t.same(await complete('-n'), namespaces.match(/^\S+/gm));
  const hostile = `${t.testdir({ config: HOSTILE_KUBECONFIG })}/config`;
  t.same(await complete('--context', hostile), ['$(echo', 'ran)', 'prod']);
  t.same(await complete('--cluster', hostile), ['one']);
  t.same(await complete('--namespace', hostile), [''], 'no server answers');
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
