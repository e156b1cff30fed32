import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneLineMessage, toolFailure } from '../failure.ts';
import type { Deadline } from '../io/deadline.ts';
import type { Log } from '../io/log.ts';
import { runTool, type ToolResult } from '../io/run-tool.ts';
import { toolEnvironment } from '../io/tool-environment.ts';
import type { UserAndPassword } from '../login/login-options.ts';

/** Runs `az` with arguments that hold no secret. */
export type Az = (args: readonly string[]) => Promise<ToolResult>;

/** az has no timeout of its own for two of its requests. For the others it makes three tries of 5 s or more. */
const CALL_TIMEOUT_MS = 60_000;

/** az's own settings, and where it gets the token of a managed identity. */
const AZ_VARIABLES = {
  names: ['IDENTITY_ENDPOINT', 'IDENTITY_HEADER', 'MSI_ENDPOINT', 'MSI_SECRET'],
  prefixes: ['AZURE_'],
};

export interface AzOptions {
  login: UserAndPassword | undefined;
  env: Record<string, string | undefined>;
  deadline: Deadline;
  log: Log;
  /** Limit of each call in milliseconds. Default: a minute. */
  timeoutMs?: number;
}

/**
 * Makes a function that runs az. Without a login it relies on `az login`.
 *
 * The password is passed on stdin (`@-`), so that the process table doesn't show it. Calls with a login get an
 * AZURE_CONFIG_DIR of their own that was never logged in: with one that is logged in, az asks Azure's resource manager
 * first, and an expired login fails the call whatever the password. If az is not installed, that is a Failure (exit 1).
 */
export function createAz({ login, env, deadline, log, timeoutMs = CALL_TIMEOUT_MS }: AzOptions): Az {
  const ownFolder = login === undefined ? undefined : temporaryFolder(env);
  const azEnv = {
    ...toolEnvironment(env, AZ_VARIABLES),
    AZURE_CORE_COLLECT_TELEMETRY: 'no',
    ...(ownFolder === undefined ? {} : { AZURE_CONFIG_DIR: ownFolder }),
  };
  const loginArgs = login === undefined ? [] : [`--username=${login.username}`, '--password', '@-'];

  return async (args) => {
    log.verbose(`az ${args.join(' ')}`);
    const result = await runTool('az', [...args, ...loginArgs, '--only-show-errors', '--output', 'json'], {
      input: login?.password,
      env: azEnv,
      watchdog: { folder: ownFolder },
      signal: AbortSignal.any([deadline.signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (result.end === 'missing') {
      throw toolFailure(
        'az: not found on PATH; install it (https://learn.microsoft.com/cli/azure/install-azure-cli)',
      );
    }
    log.verbose(`az: ${result.end === 'ended' ? 'took too long' : `exit ${result.exitCode}`}`);
    return result;
  };
}

/** A folder that only this user can read. It is removed when the process exits. */
function temporaryFolder(env: Record<string, string | undefined>): string {
  const parent = env.TMPDIR || env.WORKDIR || tmpdir();
  const folder = makeFolder(parent);
  process.once('exit', () => removeFolder(folder));
  return folder;
}

/** An az that is just being killed may still write there. */
function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  } catch {
    // The watchdog of the az that is still running tries again.
  }
}

function makeFolder(parent: string): string {
  try {
    return mkdtempSync(join(parent, 'patch-notebook-sts-az-'));
  } catch (error) {
    throw toolFailure(
      `${parent}: cannot make a folder for az there (${oneLineMessage(error)}); set TMPDIR to a writable folder`,
    );
  }
}

/** The name of an Azure registry: `myreg` for `myreg.azurecr.io`, also in Azure's other clouds. */
export const azureName = (host: string): string | undefined =>
  /^([a-z0-9-]+)\.azurecr\.[a-z]+$/i.exec(host)?.[1];

/** The last line of az's stderr, without its timestamp and control characters, cut to 200 characters. */
export function lastStderrLine(stderr: string): string {
  const line = stderr.trim().split('\n').at(-1) ?? '';
  const message = line
    .replace(/^ERROR: (?:[\d-]+ [\d:.]+ )?/, '')
    .replace(/[\p{Cc}]+/gu, ' ')
    .trim();
  return message === '' ? 'it printed no error' : message.slice(0, 200);
}
