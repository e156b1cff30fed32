import { execa } from 'execa';

/** What a run of a tool came to. */
export interface ToolResult {
  /** `exited` by itself, with `exitCode`; `ended` by the signal; `missing` from PATH. */
  end: 'exited' | 'ended' | 'missing';
  /** That of a tool which a signal of others ended is 1. */
  exitCode: number;
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
}

/**
 * Runs a program without a shell, and ends it together with whatever it started: a tool may be a script around the real
 * one, which would live on, with our pipes open. It never throws for the tool's own failures. A secret goes in through
 * `input`, for the arguments are in the process table.
 */
export async function runTool(
  program: string,
  args: readonly string[],
  { input, env, signal }: ToolOptions,
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
  });
  const end = () => endGroup(child.pid);
  running.add(end);
  signal.addEventListener('abort', end);
  try {
    const { code, exitCode = 1, stdout, stderr } = await child;
    return {
      end: code === 'ENOENT' ? 'missing' : signal.aborted ? 'ended' : 'exited',
      exitCode,
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
