import type { Io } from '@patch-notebook-sts/core/cli/command';
import { oneLineMessage, toolFailure } from '@patch-notebook-sts/core/failure';
import { runTool } from '@patch-notebook-sts/core/io/run-tool';
import { toolEnvironment } from '@patch-notebook-sts/core/io/tool-environment';
import { oneLine } from '@patch-notebook-sts/core/text/one-line';

/** What is asked of a repository. Paths are relative to its folder. A git that fails is a failure (exit 1). */
export interface Git {
  /** The full id of a commit, or undefined if the repository doesn't have it, or several begin like that. */
  commit: (revision: string) => Promise<string | undefined>;
  /** The id of what is at a path in a commit, which is the same where its content is; undefined if nothing is there. */
  object: (commit: string, path: string) => Promise<string | undefined>;
  /** Whether something below the paths is not committed. */
  hasChanges: (paths: readonly string[]) => Promise<boolean>;
  isShallow: () => Promise<boolean>;
}

export function createGit(folder: string, { env, signal, log }: Io): Git {
  const run = async (...args: string[]) => {
    log.verbose(`git ${args.join(' ')}`);
    const result = await runTool('git', ['-C', folder, ...args], {
      env: { ...toolEnvironment(env, { prefixes: ['GIT_'] }), LC_ALL: 'C' },
      signal,
    });
    if (result.end === 'missing') throw toolFailure('git: command not found; install it');
    if (result.end !== 'exited') throw toolFailure(`git ${args[0]}: did not finish`);
    return result;
  };
  const output = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await run(...args);
    if (exitCode === 0) return stdout.trim();
    throw toolFailure(`git in ${folder}: ${oneLineMessage(oneLine(stderr)) || `exit status ${exitCode}`}`);
  };
  const parse = async (name: string) => {
    const { exitCode, stdout } = await run('rev-parse', '--verify', '--quiet', name);
    return exitCode === 0 ? stdout.trim() : undefined;
  };
  return {
    commit: (revision) => parse(`${revision}^{commit}`),
    object: (commit, path) => parse(`${commit}:./${path === '.' ? '' : path}`),
    hasChanges: async (paths) => (await output('status', '--porcelain', '--', ...paths)) !== '',
    isShallow: async () => (await output('rev-parse', '--is-shallow-repository')) === 'true',
  };
}
