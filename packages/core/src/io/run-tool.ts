import { execa } from 'execa';

/** How a run of a tool ended. */
export interface ToolResult {
  /** `exited` by itself, with `exitCode`; `ended` by our signal; `missing` from PATH; `overflow`: it printed too much. */
  end: 'exited' | 'ended' | 'missing' | 'overflow';
  /** 1 for a tool that was killed. */
  exitCode: number;
  /** The signal of somebody else that killed it. */
  killedBy?: string | undefined;
  /** Empty where `onLine` was given. */
  stdout: string;
  stderr: string;
}

export interface ToolOptions {
  /** What it reads on stdin; nothing where it is absent. */
  input?: string | undefined;
  /** Its whole environment. */
  env: Record<string, string | undefined>;
  /** Ends it when aborted. */
  signal: AbortSignal;
  /** Called with each line of stdout while the tool runs; nothing of it is kept then. */
  onLine?: ((line: string) => void) | undefined;
}

/** A tool that prints more is ended: Node would not survive the text of a whole cluster. */
const MAX_OUTPUT_BYTES = 128 * 1024 * 1024;

/**
 * Runs a program without a shell, and ends it together with whatever it started: a tool may be a script around the real
 * one, which would live on, with our pipes open. It never throws for the tool's own failures. A secret goes in through
 * `input`, because everybody can read the arguments in the process table.
 */
export async function runTool(
  program: string,
  args: readonly string[],
  { input, env, signal, onLine }: ToolOptions,
): Promise<ToolResult> {
  if (signal.aborted) return { end: 'ended', exitCode: 1, stdout: '', stderr: '' };
  const child = execa(program, args, {
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    env,
    extendEnv: false,
    reject: false,
    // Makes it the leader of a process group, which can be ended as a whole.
    detached: true,
    cleanup: false,
    maxBuffer: MAX_OUTPUT_BYTES,
    buffer: { stdout: onLine === undefined },
  });
  const end = () => endGroup(child.pid);
  running.add(end);
  signal.addEventListener('abort', end);
  try {
    if (onLine !== undefined) for await (const line of child) onLine(line);
    const { code, exitCode = 1, isMaxBuffer, signal: killedBy, stdout, stderr } = await child;
    return {
      end: code === 'ENOENT' ? 'missing' : isMaxBuffer ? 'overflow' : signal.aborted ? 'ended' : 'exited',
      exitCode,
      ...(killedBy === undefined ? {} : { killedBy }),
      stdout: stdout ?? '',
      stderr: stderr ?? '',
    };
  } finally {
    running.delete(end);
    signal.removeEventListener('abort', end);
  }
}

/** What ends the tools that are under way, for a process that exits without waiting for them. */
const running = new Set<() => void>();
process.once('exit', () => {
  for (const end of running) end();
});

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
