import type { Log } from '@patch-notebook-sts/core/io/log';
import { runTool } from '@patch-notebook-sts/core/io/run-tool';
import * as z from 'zod';
import type { Credentials } from './credentials.ts';
import type { Deadline } from './deadline.ts';
import { parseJson } from './json.ts';
import { Unresolved } from './source.ts';

const TIMEOUT_MS = 30_000;

/** https://github.com/docker/docker-credential-helpers#development */
const Answer = z.object({ Username: z.string(), Secret: z.string() });

/** What a helper says, with exit status 1, when it has nothing for a registry. */
const NOTHING = /credentials not found|no credentials server URL/i;

export interface HelperContext {
  env: Record<string, string | undefined>;
  deadline: Deadline;
  log: Log;
}

/**
 * Asks `docker-credential-<helper> get` for the login of a registry, which goes in on stdin and comes out on stdout;
 * undefined when it has none. What it says is never shown, because it may hold the secret.
 */
export async function askHelper(
  helper: string,
  registry: string,
  { env, deadline, log }: HelperContext,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  const refuse = (what: string) => new Unresolved('unauthorized', `${program} ${what}`);
  // A name with a slash would run a file of the config's choice.
  if (!/^[\w.-]+$/.test(helper)) throw refuse("is no helper's name; correct the docker config");
  log.verbose(`${program} get (${registry})`);
  const { end, exitCode, stdout } = await runTool(program, ['get'], {
    input: registry,
    env,
    signal: AbortSignal.any([deadline.signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (end === 'missing') throw refuse('is not on PATH; install it, or take it out of the docker config');
  if (end === 'ended') throw refuse(`gave no login for ${registry} in time; run it by hand`);
  if (exitCode !== 0) {
    if (NOTHING.test(stdout)) return undefined;
    throw refuse(`failed for ${registry} (exit ${exitCode}); run it by hand to see why`);
  }
  const answer = Answer.safeParse(parseJson(stdout));
  if (!answer.success) throw refuse(`gave no login for ${registry}, but something else; run it by hand`);
  const { Username: username, Secret: password } = answer.data;
  return username === '<token>' ? { identityToken: password } : { username, password };
}
