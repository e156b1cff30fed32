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
  refuseExtraArguments(said === undefined ? 1 : 2, args, command);
  const file = args[said === undefined ? 0 : 1];
  if (file === undefined && stdin.isTTY)
    throw usageError('no rows: give the file of sts-filter, or pipe it in');
  return { mode: said ?? modes[0], file: file ?? '-' };
}
