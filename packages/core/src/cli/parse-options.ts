import yargs, { type Options } from 'yargs';
import { Failure, oneLineMessage, usageError } from '../failure.ts';
import { refuseSameFile } from '../io/output.ts';
import { formats } from '../io/write-rows.ts';
import { kubectlOptions } from '../kube/kubectl-options.ts';
import { VERSION } from '../version.ts';
import {
  type Command,
  commonOptions,
  type Io,
  type OptionDeclaration,
  type OptionTable,
  type Parsed,
} from './command.ts';
import { environmentName, environmentOptions } from './environment.ts';

/** Columns of the help text: those of the terminal, if that says how many it has, but no more than can be read well. */
const helpWidth = (columns: number | undefined): number => Math.min(columns || 80, 100);

/** yargs would strip the indentation of examples, so they take this line's place in its text. */
const EXAMPLES = '@examples';

/** A command's yargs parser. yargs' own habits that would surprise are switched off: its locale, exit and help. */
function parser<T extends OptionTable>({ name, usage, summary, options }: Command<T>, columns?: number) {
  const own = Object.keys(options).filter((option) => !(option in kubectlOptions));
  const valued = Object.entries({ ...options, ...commonOptions }).filter(
    ([, { type }]: [string, Options]) => type !== 'boolean',
  );
  return yargs()
    .scriptName(name)
    .usage(`${name} ${usage}\n\n${summary}\n\nExamples:\n${EXAMPLES}`)
    .options(options)
    .options(commonOptions)
    .nargs(Object.fromEntries(valued.map(([option]) => [option, 1])))
    .group(own, 'Options:')
    .group([...Object.keys(commonOptions), 'help', 'version'], 'Common:')
    .group(
      Object.keys(options).filter((option) => option in kubectlOptions),
      'kubectl:',
    )
    .version(VERSION)
    .parserConfiguration({
      'boolean-negation': false,
      'greedy-arrays': false,
      // A tag called 1.10 is no number.
      'parse-positional-numbers': false,
    })
    .strictOptions()
    .alias('help', 'h')
    .locale('en')
    .wrap(helpWidth(columns))
    .exitProcess(false)
    .epilogue(
      `Every option can come from the environment, --output as ${environmentName(name, 'output')}.\n\n` +
        'Exit: 0 done, 1 a tool or server failed, 2 usage, 3 bad input, 4 stopped by a limit, 130/143 interrupted.',
    );
}

/** Examples as kubectl's help shows them: what a line does stands above it, so that any line fits. */
const withExamples = <T extends OptionTable>({ examples }: Command<T>, text: string): string =>
  text.replace(EXAMPLES, examples.map(([line, what]) => `  # ${what}\n  ${line}`).join('\n\n'));

/**
 * The help text of a command, as `--help` prints it.
 * @param columns the width of the terminal, if there is one
 */
export const helpText = async <T extends OptionTable>(
  command: Command<T>,
  columns?: number,
): Promise<string> => `${withExamples(command, await parser(command, columns).getHelp())}\n`;

/**
 * A command line as options, or the text that `--help` or `--version` print.
 * Whatever the declaration doesn't allow is a usage error (exit 2).
 * @param columns the width of the terminal, if there is one
 */
export async function parseOptions<T extends OptionTable>(
  command: Command<T>,
  argv: readonly string[],
  env: Io['env'],
  columns?: number,
): Promise<Parsed<T> | string> {
  const options: OptionTable = { ...command.options, ...commonOptions };
  let text = '';
  let parsed: { [option: string]: unknown; _: (string | number)[] };
  try {
    parsed = await parser(command, columns)
      .config(environmentOptions(command.name, options, env, command.variables))
      .parseAsync([...argv], {}, (error, _parsed, output) => {
        if (error) throw error;
        text = output;
      });
  } catch (error) {
    if (error instanceof Failure) throw error;
    const message = oneLineMessage(error);
    const word = command.words?.find((word) => message === `Unknown argument: ${word}`);
    if (word !== undefined)
      throw usageError(`--${word}: say it as a word, without dashes: ${command.name} ${word}`);
    const lacking = /^Not enough arguments following: (\S+)$/.exec(message)?.[1];
    throw usageError(
      `${lacking === undefined ? message : needsValue(lacking, argv)}; see ${command.name} --help`,
    );
  }
  if (text !== '') return `${withExamples(command, text)}\n`;
  for (const [option, declared] of Object.entries(options)) checkValue(option, declared, parsed[option]);
  refuseFormatAsFile(parsed.output);
  await refuseSameFile(filesToWrite(options, parsed));
  return { ...parsed, _: parsed._.map(String) } as Parsed<T>;
}

/** What kubectl's `-o` takes, and what ours would make a file of. */
const FORMATS: ReadonlySet<unknown> = new Set([...formats, 'json', 'yaml', 'wide']);

function refuseFormatAsFile(output: unknown): void {
  if (!FORMATS.has(output)) return;
  const hint = formats.some((format) => format === output)
    ? `--format ${output}`
    : `--format ${formats.join('|')}; ndjson is an object a line, which jq reads`;
  throw usageError(
    `-o ${output}: would write a file called ${output}; give ${hint}, or ./${output} for the file`,
  );
}

/** yargs takes no value that begins with a dash, unless `=` joins it to its option. */
function needsValue(option: string, argv: readonly string[]): string {
  const flag = option.length === 1 ? `-${option}` : `--${option}`;
  const next = argv.find((_, i) => argv[i - 1] === flag);
  const hint = next?.startsWith('-') ? `; if ${next} is the value, write ${flag}=${next}` : '';
  return `${flag}: needs a value${hint}`;
}

/** yargs makes an array of a repeated single option, and the empty string of one without its value. */
function checkValue(option: string, { type, mayBeEmpty }: OptionDeclaration, value: unknown): void {
  if (type !== 'array' && Array.isArray(value)) throw usageError(`--${option}: given more than once`);
  if (!mayBeEmpty && [value].flat().includes('')) throw usageError(`--${option}: needs a value`);
}

const filesToWrite = (options: OptionTable, parsed: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(options).flatMap(([option, { writesFile }]) => {
      const file = parsed[option];
      return writesFile && typeof file === 'string' ? [[`--${option}`, file]] : [];
    }),
  );
