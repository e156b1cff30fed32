import { distance } from 'fastest-levenshtein';
import { usageError } from '../failure.ts';
import type { Io } from './command.ts';
import { refuseExtraArguments } from './option-values.ts';

/**
 * The mode of a command that changes nothing unless a word says so, which is the first of `modes` where none is said, and
 * the other arguments.
 * @param command with what follows the mode, for the error message: `sts-restart`, `FILE`
 */
export function readMode<Mode extends string>(
  modes: readonly [Mode, ...Mode[]],
  args: readonly string[],
  [command, others]: readonly [string, string],
): { mode: Mode; said: boolean; rest: string[] } {
  const said = modes.find((mode) => mode === args[0]);
  const late = modes.find((mode) => args.indexOf(mode) > 0);
  if (late !== undefined) throw usageError(`${late}: say it first: ${command} ${late} ${others}`);
  return { mode: said ?? modes[0], said: said !== undefined, rest: args.slice(said === undefined ? 0 : 1) };
}

/** The mode of a command, and the one file that it takes, `-` unless one is given. */
export function readModeAndFile<Mode extends string>(
  modes: readonly [Mode, ...Mode[]],
  args: readonly string[],
  stdin: Io['stdin'],
  command: string,
): { mode: Mode; file: string } {
  const { mode, said, rest } = readMode(modes, args, [command, 'FILE']);
  const [first = ''] = args;
  const meant = modes.find((mode) => !said && first.length > 2 && isNearly(first, mode));
  if (meant !== undefined)
    throw usageError(`${first}: did you mean ${meant}? For a file of that name say ./${first}`);
  refuseExtraArguments(1, rest, command);
  const [file] = rest;
  if (file === undefined && stdin.isTTY)
    throw usageError('no rows: give the file of sts-filter, or pipe it in');
  return { mode, file: file ?? '-' };
}

/** Whether a word is the beginning of another, or a slip of the fingers away from it. */
const isNearly = (word: string, meant: string): boolean =>
  meant.startsWith(word) || distance(word, meant) <= 2;
