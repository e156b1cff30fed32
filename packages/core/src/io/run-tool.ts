import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { textOf } from './text-of.ts';
import { startWatchdog } from './watchdog.ts';

/** The result of a tool's run. */
export interface ToolResult {
  /** `exited` on its own, `ended` by the abort signal, `missing` from PATH, or `overflow`: killed because it printed too much. */
  end: 'exited' | 'ended' | 'missing' | 'overflow';
  /** 1 if a signal killed the tool. */
  exitCode: number;
  /** The signal from elsewhere that killed it. */
  killedBy?: string | undefined;
  /** Without its last newline. Empty if `onLine` was given, or the tool printed too much. */
  stdout: string;
  stderr: string;
}

export interface ToolOptions {
  /** What the tool reads on stdin; undefined means nothing. */
  input?: string | undefined;
  /** The whole environment of the tool: see `toolEnvironment`. */
  env: Record<string, string | undefined>;
  /** Kills the tool when aborted. */
  signal: AbortSignal;
  /**
   * Kills the tool even if this process ends by SIGKILL, and removes the folder then, which only the tool uses. It is for
   * tools that handle secrets, because it takes one more process.
   */
  watchdog?: { folder: string | undefined } | undefined;
  /** Called with each line of stdout while the tool runs; nothing of it is kept then. */
  onLine?: ((line: string) => void) | undefined;
  /** How many bytes it may print on stdout. */
  maxOutput?: number | undefined;
}

/** az prints 50,000 tags in 16 MiB. A tool that prints more is killed before it fills the memory. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const MAX_STDERR_BYTES = 1024 * 1024;

/**
 * Runs a program without a shell. Kills it together with everything it started when the signal is aborted and when this
 * process ends: a tool may be a script around the real one, which would live on with our pipes open.
 * Never throws for a failure of the tool. Pass secrets through `input` because arguments are in the process table.
 */
export async function runTool(
  program: string,
  args: readonly string[],
  { input, env, signal, watchdog, onLine, maxOutput = MAX_OUTPUT_BYTES }: ToolOptions,
): Promise<ToolResult> {
  if (signal.aborted) return { end: 'ended', exitCode: 1, stdout: '', stderr: '' };
  const guard = watchdog && startWatchdog(watchdog.folder);
  // A guarded tool reads the end of stdin at the earliest when the watchdog knows it.
  const stdin = input ?? (guard && '');
  const child = execa(program, args, {
    ...(stdin === undefined ? { stdin: 'ignore' } : { input: stdin }),
    env,
    extendEnv: false,
    reject: false,
    // execa repeats the output of a tool that failed in its message, several times over.
    buffer: false,
    // Makes it the leader of a process group, which can be killed as a whole.
    detached: true,
    cleanup: false,
  });
  const end = () => endGroup(child.pid);
  if (child.pid !== undefined) guard?.watch(child.pid);
  running.add(end);
  signal.addEventListener('abort', end);
  try {
    // Whatever the tool has started keeps the other stream open.
    const killIfTooMuch = (output: Buffer | undefined) => {
      if (output === undefined) end();
      return output;
    };
    const readLines = async () => {
      for await (const line of child) onLine?.(line);
      return Buffer.alloc(0);
    };
    const [output, errors] = await Promise.all([
      onLine === undefined ? readAll(child.stdout, maxOutput).then(killIfTooMuch) : readLines(),
      readAll(child.stderr, MAX_STDERR_BYTES).then(killIfTooMuch),
    ]);
    const { code, exitCode = 1, signal: killedBy } = await child;
    const isOverflow = output === undefined || errors === undefined;
    return {
      end: code === 'ENOENT' ? 'missing' : isOverflow ? 'overflow' : signal.aborted ? 'ended' : 'exited',
      exitCode: isOverflow ? 1 : exitCode,
      ...(killedBy === undefined || signal.aborted || isOverflow ? {} : { killedBy }),
      stdout: output === undefined || isOverflow ? '' : withoutLastNewline(textOf(output)),
      stderr: withoutLastNewline(textOf(errors ?? Buffer.alloc(0))),
    };
  } finally {
    guard?.dismiss();
    running.delete(end);
    signal.removeEventListener('abort', end);
  }
}

const withoutLastNewline = (text: string): string => (text.endsWith('\n') ? text.slice(0, -1) : text);

/** Everything that a stream gives; undefined if that is more than `most` bytes. */
async function readAll(stream: Readable, most: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Functions that kill the running tools, called if the process exits without waiting for them. */
const running = new Set<() => void>();
process.once('exit', () => {
  for (const end of running) end();
});

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}
