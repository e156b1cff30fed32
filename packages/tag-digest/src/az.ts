import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneLineMessage, toolFailure } from '@patch-notebook-sts/core/failure';
import type { Log } from '@patch-notebook-sts/core/io/log';
import { runTool, type ToolResult } from '@patch-notebook-sts/core/io/run-tool';
import type { Deadline } from './deadline.ts';
import type { UserAndPassword } from './given-login.ts';

/** Runs `az` with arguments that hold no secret. */
export type Az = (args: readonly string[]) => Promise<ToolResult>;

/** az waits without end for two of its requests; those for data it gives three tries of 5 s and more. */
const CALL_TIMEOUT_MS = 60_000;

export interface AzOptions {
  login: UserAndPassword | undefined;
  env: Record<string, string | undefined>;
  deadline: Deadline;
  log: Log;
}

/**
 * A function that runs az; without a login, it relies on `az login`.
 *
 * The password goes in on stdin (`@-`), so that the process table doesn't show it. Such calls get an AZURE_CONFIG_DIR of
 * their own that was never logged in: once there is a login, az asks Azure's resource manager first, and a login that
 * has died fails the call whatever the password. An az that isn't installed is a Failure (exit 1).
 */
export function createAz({ login, env, deadline, log }: AzOptions): Az {
  const { ACR_READ_METADATA_PASSWORD: _, TAG_DIGEST_PASSWORD: __, ...inherited } = env;
  const azEnv: Record<string, string | undefined> = { ...inherited, AZURE_CORE_COLLECT_TELEMETRY: 'no' };
  if (login !== undefined) azEnv.AZURE_CONFIG_DIR = temporaryFolder(env);
  const loginArgs = login === undefined ? [] : [`--username=${login.username}`, '--password', '@-'];

  return async (args) => {
    log.verbose(`az ${args.join(' ')}`);
    const result = await runTool('az', [...args, ...loginArgs, '--only-show-errors', '--output', 'json'], {
      input: login?.password,
      env: azEnv,
      signal: AbortSignal.any([deadline.signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]),
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

/** A folder that only this user can read, and that is gone when the process is. */
function temporaryFolder(env: Record<string, string | undefined>): string {
  const parent = env.TMPDIR || env.WORKDIR || tmpdir();
  const folder = makeFolder(parent);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function makeFolder(parent: string): string {
  try {
    return mkdtempSync(join(parent, 'tag-digest-az-'));
  } catch (error) {
    throw toolFailure(
      `${parent}: no folder for az can be made there (${oneLineMessage(error)}); set TMPDIR to one that can be written`,
    );
  }
}
