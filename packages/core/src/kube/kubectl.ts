import { toolFailure } from '../failure.ts';
import type { Log } from '../io/log.ts';
import type { ToolResult } from '../io/run-tool.ts';
import { toolEnvironment } from '../io/tool-environment.ts';
import { MAX_ANSWER_BYTES } from './answer-size.ts';
import { type KubectlOptions, kubectlFlags } from './kubectl-options.ts';

/** What kubectl answered; `failure` is its own sentence where it exited non-zero or did not run to its end. */
export interface KubectlResult {
  stdout: string;
  stderr: string;
  failure?: string;
}

/** What a webhook answers has no bound of its own. */
const MAX_ERROR_CHARS = 1000;

export interface KubectlCall {
  /** What kubectl reads on stdin. */
  input?: string;
  /** Called with each line of stdout as it comes; `stdout` is empty then, and no limit of time applies. */
  onLine?: (line: string) => void;
  /** Ends this call. */
  signal?: AbortSignal;
}

export type Kubectl = (args: readonly string[], call?: KubectlCall) => Promise<KubectlResult>;

export interface KubectlSettings {
  /** Ours: kubectl and its plugins get only what they may need of it. */
  env: Record<string, string | undefined>;
  /** Ends a kubectl that takes longer, in milliseconds; 0 or none: never. */
  timeoutMs?: number;
  /** Ends every kubectl when aborted. */
  signal?: AbortSignal;
}

/**
 * A function that runs kubectl without a shell, with the options that are passed through.
 *
 * It never throws for kubectl's own failures, because its caller knows what half an answer is worth. A kubectl that is
 * not installed is a Failure (exit 1). The terminal's Ctrl-C does not reach kubectl, so no change is broken off halfway.
 */
export function createKubectl(options: KubectlOptions, log: Log, settings: KubectlSettings): Kubectl {
  const flags = kubectlFlags(options);
  let runTool: typeof import('../io/run-tool.ts').runTool | undefined;
  return async (args, { input, onLine, signal } = {}) => {
    log.verbose(`kubectl ${args.join(' ')}`);
    // Loaded with the first call, because --help needs none.
    runTool ??= (await import('../io/run-tool.ts')).runTool;
    const { timeoutMs = 0 } = settings;
    const limit =
      timeoutMs > 0 && onLine === undefined ? AbortSignal.timeout(Math.ceil(timeoutMs)) : undefined;
    const ends = [settings.signal, signal, limit].filter((one) => one !== undefined);
    const result = await runTool('kubectl', [...flags, ...args], {
      input,
      env: toolEnvironment(settings.env, VARIABLES),
      maxOutput: MAX_ANSWER_BYTES,
      signal: AbortSignal.any(ends),
      onLine,
    });
    if (result.end === 'missing')
      throw toolFailure('kubectl: not found on PATH; install it (https://kubernetes.io/docs/tasks/tools/)');
    const failure = whyFailed(result, limit?.aborted ? timeoutMs : undefined);
    // Half of an answer that is too large is of no use, and would be kept while its rest is asked for.
    const { stdout, stderr } = failure === TOO_LARGE ? { ...result, stdout: '' } : result;
    return failure === undefined ? { stdout, stderr } : { stdout, stderr, failure };
  };
}

/** The failure of a kubectl that printed more than can be read. */
export const TOO_LARGE = 'the answer has more than 12 MiB';

/** What kubectl and the usual plugins for logins read; what a kubeconfig sets for its own plugin is not of ours. */
const VARIABLES = {
  prefixes: ['KUBE', 'AZURE_', 'AAD_', 'MSI_', 'AWS_', 'GOOGLE_', 'CLOUDSDK_', 'OCI_', 'DIGITALOCEAN_'],
};

/** The failure of a kubectl that its caller ended; asking again would be no use. */
export const ENDED = 'kubectl was ended before it answered';

/** Why kubectl failed, in a line. */
function whyFailed(result: ToolResult, timedOutMs?: number): string | undefined {
  const { end, exitCode, killedBy, stderr } = result;
  if (end === 'overflow') return TOO_LARGE;
  if (timedOutMs !== undefined) return `kubectl did not answer within ${timedOutMs / 1000} s and was ended`;
  if (end === 'ended') return ENDED;
  if (exitCode === 0) return undefined;
  if (killedBy !== undefined) return `kubectl was ended by ${killedBy}`;
  return firstError(stderr) || `kubectl exited with ${exitCode} and said nothing`;
}

/**
 * What kubectl's stderr says from its first error on; warnings come before it. What a webhook says may have several lines,
 * of which any may look like an error or a warning of kubectl's own.
 */
function firstError(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const start = lines.findIndex((line) => /^(?:Error from server|error:|Unable to|The )/.test(line));
  const said =
    start === -1 ? lines.filter((line) => !/^(?:Warning:|[EIW]\d{4} )/.test(line)) : lines.slice(start);
  return said
    .filter((line) => line !== '')
    .join(' ')
    .slice(0, MAX_ERROR_CHARS);
}
