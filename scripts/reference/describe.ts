import { type Command, commonOptions, type OptionTable } from '@patch-notebook-sts/core/cli/command';

/** An option as completions and manuals need it. */
export interface Described {
  name: string;
  alias: string | undefined;
  describe: string;
  choices: readonly string[];
  /** What completions offer as its value: words, or a shell command that prints them. */
  values: readonly string[] | string;
  /** Whether a value follows it. */
  takesValue: boolean;
  /** The value if it is not given. */
  preset: string | undefined;
}

/** A command's options, its own first. */
export function describeOptions(command: Command<OptionTable>): Described[] {
  const all: OptionTable = { ...command.options, ...commonOptions };
  const own = Object.entries(all).map(([name, option]) => {
    const choices = (option.choices ?? []).map(String);
    return {
      name,
      alias: typeof option.alias === 'string' ? option.alias : undefined,
      describe: option.describe ?? '',
      choices,
      values: option.suggest ?? choices,
      takesValue: option.type !== 'boolean',
      preset: option.default === undefined ? undefined : [option.default].flat().join(','),
    };
  });
  return [...own, ...yargsOptions];
}

const none = { alias: undefined, choices: [], values: [], takesValue: false, preset: undefined };

/** `--help` and `--version`, which are those of yargs. */
export const yargsOptions: readonly Described[] = [
  { name: 'help', describe: 'Show help', ...none },
  { name: 'version', describe: 'Show version number', ...none },
];
