import { readFile } from 'node:fs/promises';
import { oneLineMessage, toolFailure, usageError } from '../failure.ts';

export interface UserAndPassword {
  username: string;
  password: string;
}

/** The command line options for a login. */
export interface LoginOptions {
  username?: string | undefined;
  'password-file'?: string | undefined;
}

type Env = Record<string, string | undefined>;

/**
 * The user and password from the command line and the environment, or undefined if none were given. A password comes
 * from a file or a variable, never from the command line, which everyone on the machine can read.
 *
 * @param variable the variable that has the password of `--username`
 * @param names variables that users of a source already have; `--username` takes precedence
 */
export async function readLogin(
  { username, 'password-file': file }: LoginOptions,
  env: Env,
  variable: string,
  names?: { username: string; password: string },
): Promise<UserAndPassword | undefined> {
  if (username !== undefined) {
    const password = file === undefined ? env[variable] : await readSecretFile(file);
    if (!password) throw usageError(`--username needs ${variable} or --password-file`);
    return { username, password };
  }
  if (file !== undefined) throw usageError('--password-file needs --username');
  if (names === undefined) return undefined;
  const user = env[names.username];
  const password = env[names.password];
  if (user && password) return { username: user, password };
  if (user) throw usageError(`${names.username} is set, but ${names.password} is not`);
  if (password) throw usageError(`${names.password} is set, but ${names.username} is not`);
  return undefined;
}

/** A secret from a file, without the line end that editors add. */
export async function readSecretFile(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw toolFailure(`${file}: cannot be read: ${oneLineMessage(error)}`);
  });
  return text.replace(/\r?\n$/, '');
}

/** Refuses to send one login to several registries, because each of them would learn the password. */
export function requireSingleRegistry(hosts: readonly string[]): void {
  const distinct = [...new Set(hosts)];
  if (distinct.length <= 1) return;
  throw usageError(
    `a user and password are for one registry, but the images are on several: ${distinct.join(', ')}`,
  );
}
