import { distance } from 'fastest-levenshtein';
import { usageError } from '../failure.ts';
import type { Io } from './command.ts';
import { refuseExtraArguments } from './option-values.ts';

/**
 * The arguments of a command that changes nothing unless a word says so: the mode, which is the first of `modes` where
 * none is said, and the file, `-` unless one is given.
 */
export function readModeAndFile<Mode extends string>(
  modes: readonly [Mode, ...Mode[]],
  args: readonly string[],
  stdin: Io['stdin'],
  command: string,
): { mode: Mode; file: string } {
  const said = modes.find((mode) => mode === args[0]);
  const late = modes.find((mode) => args.indexOf(mode) > 0);
  if (late !== undefined) throw usageError(`${late}: say it first: ${command} ${late} FILE`);
  const [first = ''] = args;
  const meant = modes.find((mode) => said === undefined && first.length > 2 && isNearly(first, mode));
  if (meant !== undefined)
    throw usageError(`${first}: did you mean ${meant}? For a file of that name say ./${first}`);
  refuseExtraArguments(said === undefined ? 1 : 2, args, command);
  const file = args[said === undefined ? 0 : 1];
  if (file === undefined && stdin.isTTY)
    throw usageError('no rows: give the file of sts-filter, or pipe it in');
  return { mode: said ?? modes[0], file: file ?? '-' };
}

/** Whether a word is the beginning of another, or a slip of the fingers away from it. */
const isNearly = (word: string, meant: string): boolean =>
  meant.startsWith(word) || distance(word, meant) <= 2;
