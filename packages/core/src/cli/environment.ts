import { closest } from 'fastest-levenshtein';
import type { Options } from 'yargs';
import { usageError } from '../failure.ts';

/** The variable that sets an option: `STS_LIST_REQUEST_TIMEOUT` for `--request-timeout` of `sts-list`. */
export const environmentName = (command: string, option: string): string =>
  `${command}_${option}`.replaceAll('-', '_').toUpperCase();

/**
 * The options that a command's environment sets, in the types that yargs gives to those of the command line.
 *
 * An empty variable counts as unset. A repeatable option takes a line for each value, because
 * a value may have commas of its own, as a wave's does; an option that takes words splits those at commas by itself.
 *
 * A variable of the command's prefix that sets nothing is a usage error (exit 2): in a CronJob every safety limit is such a
 * variable, and a misspelt one would be no limit.
 * @param others variables of that prefix that the command reads by itself
 */
export function environmentOptions(
  command: string,
  options: Record<string, Options>,
  env: Record<string, string | undefined>,
  others: readonly string[] = [],
): Record<string, string | string[] | boolean> {
  refuseUnknown(
    command,
    [...Object.keys(options).map((option) => environmentName(command, option)), ...others],
    env,
  );
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

/** Kubernetes sets these beside a Service: https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables */
const OF_A_SERVICE = /_(?:SERVICE_HOST|SERVICE_PORT|PORT)(?:_|$)/;

function refuseUnknown(
  command: string,
  known: readonly string[],
  env: Record<string, string | undefined>,
): void {
  const prefix = environmentName(command, '');
  for (const variable of Object.keys(env)) {
    if (!variable.startsWith(prefix) || known.includes(variable) || OF_A_SERVICE.test(variable)) continue;
    throw usageError(
      `${variable}: ${command} has no such setting; did you mean ${closest(variable, known)}? Unset it, or see ${command} --help`,
    );
  }
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
