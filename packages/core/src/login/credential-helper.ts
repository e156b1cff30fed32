import * as z from 'zod';
import type { Deadline } from '../io/deadline.ts';
import type { Log } from '../io/log.ts';
import { runTool } from '../io/run-tool.ts';
import { toolEnvironment } from '../io/tool-environment.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { parseJson } from '../text/json.ts';
import type { Credentials } from './credentials.ts';

const TIMEOUT_MS = 30_000;

/** https://github.com/docker/docker-credential-helpers#development */
const HelperOutput = z.object({ Username: z.string(), Secret: z.string() });

/** What a helper prints, with exit status 1, if it has no login for a registry. */
const NOT_FOUND = /credentials not found|no credentials server URL/i;

/** What the known helpers read: the logins of their clouds, docker's settings, and the way to a key store or a prompt. */
const HELPER_VARIABLES = {
  names: ['GNUPGHOME', 'GPG_TTY', 'DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'WAYLAND_DISPLAY'],
  prefixes: ['AWS_', 'AZURE_', 'CLOUDSDK_', 'DOCKER_', 'GOOGLE_', 'PASSWORD_STORE_'],
};

export interface HelperContext {
  env: Record<string, string | undefined>;
  deadline: Deadline;
  log: Log;
}

/**
 * Runs `docker-credential-<helper> get` to get the login for a registry; undefined if it has none. The registry goes in
 * on stdin and the login comes out on stdout. Its output is never shown because it may hold the secret.
 */
export async function askHelper(
  helper: string,
  registry: string,
  { env, deadline, log }: HelperContext,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  const refuse = (what: string) => new ResolveError('unauthorized', `${program} ${what}`);
  // A name with a slash would run any file that the config names.
  if (!/^[\w.-]+$/.test(helper)) throw refuse('is not a valid helper name; correct the docker config');
  log.verbose(`${program} get (${registry})`);
  const { end, exitCode, stdout } = await runTool(program, ['get'], {
    input: registry,
    env: toolEnvironment(env, HELPER_VARIABLES),
    watchdog: { folder: undefined },
    signal: AbortSignal.any([deadline.signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (end === 'missing') throw refuse('is not on PATH; install it, or remove it from the docker config');
  if (end === 'ended') throw refuse(`gave no login for ${registry} in time; run it by hand`);
  if (exitCode !== 0) {
    if (NOT_FOUND.test(stdout)) return undefined;
    throw refuse(`failed for ${registry} (exit ${exitCode}); run it by hand to see why`);
  }
  const output = HelperOutput.safeParse(parseJson(stdout));
  if (!output.success) {
    throw refuse(`printed something that is not a login for ${registry}; run it by hand to see what`);
  }
  const { Username: username, Secret: password } = output.data;
  return username === '<token>' ? { identityToken: password } : { username, password };
}
