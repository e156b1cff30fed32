import { execFileSync } from 'node:child_process';
import { ROOT } from '@patch-notebook-sts/testbed/commands';

/** The names of the commands, in alphabetical order. */
export const COMMANDS: readonly string[] = execFileSync(`${ROOT}scripts/commands.sh`, { encoding: 'utf8' })
  .trim()
  .split('\n');
