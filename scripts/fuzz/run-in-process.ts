import { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { Command, OptionTable } from '@patch-notebook-sts/core/cli/command';
import { parseOptions } from '@patch-notebook-sts/core/cli/parse-options';
import { Failure } from '@patch-notebook-sts/core/failure';
import { createLog } from '@patch-notebook-sts/core/io/log';

/** A run of a command within this process. */
export interface InProcess {
  code: number | undefined;
  stdout: string;
  stderr: string;
  /** What it threw, if that is no Failure, or that it did not end. */
  crash?: string;
}

const END_MS = 30_000;

/** A stream that keeps what is written to it. */
export function memory(): Writable & { text(): string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk, _, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return Object.assign(stream, { text: () => chunks.join('') });
}

/** Parses a command line once; the function runs it as `runCommand` would, many times. */
export async function inProcess<T extends OptionTable>(
  command: Command<T>,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<(stdin: Buffer) => Promise<InProcess>> {
  const options = await parseOptions(command, [...args], {}, 80);
  if (typeof options === 'string') throw new Error(`${command.name} ${args.join(' ')} prints a text`);
  return async (stdin) => {
    const [stdout, stderr] = [memory(), memory()];
    const log = createLog(command.name, stderr, 'normal');
    const io = {
      stdin: Readable.from([stdin]),
      stdout,
      stderr,
      env,
      log,
      signal: new AbortController().signal,
    };
    const over = new AbortController();
    const result = await Promise.race([
      command.run(options, io).then(
        (code) => ({ code }),
        (error: unknown) => {
          if (!(error instanceof Failure))
            return { code: undefined, crash: String((error as Error).stack ?? error) };
          log.error(error.message);
          return { code: error.exitCode };
        },
      ),
      setTimeout(
        END_MS,
        { code: undefined, crash: `no end within ${END_MS} ms` },
        { signal: over.signal },
      ).catch(() => ({ code: undefined, crash: 'unreachable' })),
    ]);
    over.abort();
    return { ...result, stdout: stdout.text(), stderr: stderr.text() };
  };
}
