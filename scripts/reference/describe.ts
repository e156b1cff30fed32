import { type Command, commonOptions, type OptionTable } from '@patch-notebook-sts/core/cli/command';

/** An option as completions and manuals need it. */
export interface Described {
  name: string;
  alias: string | undefined;
  describe: string;
  choices: string[];
  /** Whether a value follows it. */
  takesValue: boolean;
  /** The value if it is not given. */
  preset: string | undefined;
}

/** A command's options, its own first; `--help` and `--version` are those of yargs. */
export function describeOptions(command: Command<OptionTable>): Described[] {
  const all: OptionTable = { ...command.options, ...commonOptions };
  const own = Object.entries(all).map(([name, option]) => ({
    name,
    alias: typeof option.alias === 'string' ? option.alias : undefined,
    describe: option.describe ?? '',
    choices: (option.choices ?? []).map(String),
    takesValue: option.type !== 'boolean',
    preset: option.default === undefined ? undefined : [option.default].flat().join(','),
  }));
  const none = { alias: undefined, choices: [], takesValue: false, preset: undefined };
  return [
    ...own,
    { name: 'help', describe: 'Show help', ...none },
    { name: 'version', describe: 'Show version number', ...none },
  ];
}
