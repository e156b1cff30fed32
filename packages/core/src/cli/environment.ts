import type { Options } from 'yargs';
import { usageError } from '../failure.ts';

/** The variable that sets an option: `STS_LIST_REQUEST_TIMEOUT` for `--request-timeout` of `sts-list`. */
export const environmentName = (command: string, option: string): string =>
  `${command}_${option}`.replaceAll('-', '_').toUpperCase();

/**
 * The options that a command's environment sets, in the types that yargs gives to those of the command line.
 *
 * Only declared options are looked up: Kubernetes itself sets `STS_LIST_PORT` and its like beside a Service called
 * sts-list. An empty variable counts as unset. A repeatable option takes a line for each value, for
 * a value may have commas of its own, as a wave's does; an option that takes words splits those at commas by itself.
 */
export function environmentOptions(
  command: string,
  options: Record<string, Options>,
  env: Record<string, string | undefined>,
): Record<string, string | string[] | boolean> {
  const found: Record<string, string | string[] | boolean> = {};
  for (const [option, { type }] of Object.entries(options)) {
    const variable = environmentName(command, option);
    const value = env[variable];
    if (value === undefined || value === '') continue;
    if (type !== 'boolean') found[option] = type === 'array' ? lines(value) : value;
    // A switch that is off is as one that isn't there: it must not conflict with another on the command line.
    else if (flag(variable, value)) found[option] = true;
  }
  return found;
}

const lines = (value: string): string[] =>
  value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function flag(variable: string, value: string): boolean {
  if (/^(true|1|yes|on)$/i.test(value)) return true;
  if (/^(false|0|no|off)$/i.test(value)) return false;
  throw usageError(`${variable}: "${value}" is neither true nor false`);
}
