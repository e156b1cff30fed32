import t from 'tap';
import { kubectlOptions } from '../kube/kubectl-options.ts';
import { VERSION } from '../version.ts';
import { defineCommand } from './command.ts';
import { helpText, parseOptions } from './parse-options.ts';

const command = defineCommand({
  name: 'sts-list',
  usage: '[options]',
  summary: `Lists${' every container'.repeat(12)}.`,
  examples: [
    ['sts-list', 'all'],
    ['sts-list -n a', 'the notebooks of namespace a'],
  ],
  options: {
    namespace: { type: 'array', string: true, alias: 'n', describe: 'namespace' },
    ...kubectlOptions,
  },
  run: async () => 0 as const,
});
const parse = (argv: string[], env = {}) => parseOptions(command, argv, env);

t.test('options, and the words between them as they are', async (t) => {
  const options = await parse(['1.10', '--context', 'prod', '-n', 'a', '-n', 'b', '-']);
  t.match(options, { context: 'prod', namespace: ['a', 'b'], _: ['1.10', '-'] });
});

t.test('a word that is given as an option is taken for what it is', async (t) => {
  const restart = { ...command, name: 'sts-restart', words: ['dry-run', 'execute'] };
  await t.rejects(parseOptions(restart, ['--execute'], {}), {
    message: '--execute: say it as a word, without dashes: sts-restart execute',
    exitCode: 2,
  });
});

t.test('the command line goes before the environment', async (t) => {
  const env = { STS_LIST_NAMESPACE: 'x\ny', STS_LIST_CONTEXT: 'test' };
  t.match(await parse(['--context', 'prod'], env), { context: 'prod', namespace: ['x', 'y'] });
  t.match(await parse(['-n', 'a'], env), { context: 'test', namespace: ['a'] });
});

t.test('what is not declared is a usage error that points to the help', async (t) => {
  const refusals: [string[], RegExp][] = [
    [['--nope'], /^Unknown argument: nope; see sts-list --help$/],
    [['--context', 'a', '--context', 'b'], /^--context: given more than once$/],
    [['--context='], /^--context: needs a value$/],
    [['--context'], /^--context: needs a value; see sts-list --help$/],
    [['--context', '-x'], /^--context: needs a value; if -x is the value, write --context=-x; see/],
    [['-n'], /^-n: needs a value; see/],
    [['-qn'], /^-n: needs a value; see/],
    [['--format', 'yaml'], /Invalid values: .*"yaml".*ndjson/],
    [['--quiet', '--verbose'], /mutually exclusive/],
    [
      ['-o', 'json'],
      /^-o json: would write a file called json; give --format ndjson\|table\|name; ndjson is/,
    ],
    [['-o', 'table'], /^-o table: .* give --format table, or \.\/table for the file$/],
  ];
  for (const [argv, message] of refusals)
    await t.rejects(parse(argv), { message, exitCode: 2 }, argv.join(' '));
});

t.test('--help is the help text, examples first and indented', async (t) => {
  const help = await helpText(command);
  t.equal(await parse(['--help']), help);
  t.equal(await parse(['-h']), help);
  t.match(
    help,
    /Examples:\n {2}# all\n {2}sts-list\n\n {2}# the notebooks of namespace a\n {2}sts-list -n a\n\nOptions:/,
  );
  t.match(help, /kubectl:\n +--kubeconfig/);
  t.match(help, 'STS_LIST_OUTPUT');
  t.equal(await parse(['--version']), `${VERSION}\n`);
});

t.test('help is as wide as the terminal, up to 100 columns, and 80 where there is none', async (t) => {
  const widest = async (columns?: number) =>
    Math.max(...(await helpText(command, columns)).split('\n').map((line) => line.length));
  for (const [columns, width] of [
    [undefined, 80],
    [60, 60],
    [100, 100],
    [200, 100],
    // What some terminals say that don't know their width.
    [0, 80],
  ] as const) {
    const found = await widest(columns);
    t.ok(found <= width && found > width - ' container'.length, `${columns} columns: ${found}`);
    t.equal(await parseOptions(command, ['--help'], {}, columns), await helpText(command, columns));
  }
});
