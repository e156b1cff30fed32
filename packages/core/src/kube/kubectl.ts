import { toolFailure } from '../failure.ts';
import type { Log } from '../io/log.ts';
import { type KubectlOptions, kubectlFlags } from './kubectl-options.ts';

/** What kubectl answered; `failure` is its own sentence where it exited non-zero or never came so far. */
export interface KubectlResult {
  stdout: string;
  stderr: string;
  failure?: string;
}

/** @param onStart told the first piece of stdout, while the rest is under way */
export type Kubectl = (
  args: readonly string[],
  input?: string,
  onStart?: (text: string) => void,
) => Promise<KubectlResult>;

export interface KubectlSettings {
  /** Ends a kubectl that takes longer, in milliseconds; 0 or none: never. */
  timeoutMs?: number;
  /** Keeps the terminal's Ctrl-C from kubectl, so that a change is not broken off halfway. */
  ownSession?: boolean;
}

/**
 * A function that runs kubectl without a shell, with the options that are passed through.
 *
 * It never throws for kubectl's own failures: a caller knows best what half an answer is worth. A kubectl that is not
 * installed is a Failure (exit 1).
 */
export function createKubectl(options: KubectlOptions, log: Log, settings: KubectlSettings = {}): Kubectl {
  const flags = kubectlFlags(options);
  let execa: typeof import('execa').execa | undefined;
  return async (args, input, onStart) => {
    log.verbose(`kubectl ${args.join(' ')}`);
    // Loaded with the first call, for --help needs none. Any other starts its process at once, before it is awaited.
    execa ??= (await import('execa')).execa;
    const child = execa('kubectl', [...flags, ...args], {
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
      timeout: settings.timeoutMs ?? 0,
      detached: settings.ownSession ?? false,
      reject: false,
      maxBuffer: 1024 * 1024 * 1024,
      stripFinalNewline: false,
    });
    if (onStart !== undefined) child.stdout.once('data', (bytes: Buffer) => onStart(bytes.toString()));
    const run = await child;
    if (run.code === 'ENOENT')
      throw toolFailure('kubectl: not found on PATH; install it (https://kubernetes.io/docs/tasks/tools/)');
    const { stdout, stderr } = run;
    return run.failed ? { stdout, stderr, failure: kubectlSentence(run) } : { stdout, stderr };
  };
}

/** kubectl's last word on stderr; its earlier lines are warnings. execa's own message would repeat the command line. */
function kubectlSentence(run: {
  stderr: string;
  timedOut: boolean;
  signal?: string | undefined;
  exitCode?: number | undefined;
}): string {
  if (run.timedOut) return 'kubectl took too long and was ended';
  if (run.signal !== undefined) return `kubectl was ended by ${run.signal}`;
  const last = run.stderr.trim().split('\n').at(-1)?.trim();
  return last || `kubectl exited with ${run.exitCode ?? 'no status'} and said nothing`;
}
