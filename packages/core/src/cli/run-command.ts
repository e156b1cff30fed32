import { ExitCode, Failure, oneLineMessage } from '../failure.ts';
import { createLog } from '../io/log.ts';
import type { Command, Io, OptionTable } from './command.ts';
import { parseOptions } from './parse-options.ts';

/**
 * Runs a command as a process: the one place where errors and signals become exit codes.
 *
 * The first SIGINT or SIGTERM aborts `io.signal`; a command that `finishesOnSignal` then ends what must not be broken
 * off, any other is over at once. A second signal always is. A closed pipe downstream is not an error.
 */
export async function runCommand<T extends OptionTable>(command: Command<T>): Promise<void> {
  const interrupt = new AbortController();
  let interrupted: ExitCode | undefined;
  for (const [signal, code] of [
    ['SIGINT', ExitCode.sigint],
    ['SIGTERM', ExitCode.sigterm],
  ] as const) {
    process.on(signal, () => {
      if (interrupted !== undefined || !command.finishesOnSignal) process.exit(code);
      interrupted = code;
      interrupt.abort();
    });
  }
  let log = createLog(command.name, process.stderr, 'normal');
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    log.error(`stdout: cannot be written: ${oneLineMessage(error)}`);
    process.exit(ExitCode.failed);
  });
  process.stderr.on('error', () => {});

  // Node also exits, with 0, when a promise can't settle any more because nothing is left that could settle it.
  let settled = false;
  process.once('exit', (code) => {
    if (settled || code !== ExitCode.done) return;
    log.error('internal error, please report it: it stopped before it finished');
    process.exitCode = ExitCode.failed;
  });

  let code: ExitCode;
  try {
    const options = await parseOptions(command, process.argv.slice(2), process.env, process.stdout.columns);
    if (typeof options === 'string') {
      process.stdout.write(options);
      return;
    }
    const level = options.quiet ? 'quiet' : options.verbose ? 'verbose' : 'normal';
    log = createLog(command.name, process.stderr, level, options.log);
    const { stdin, stdout, stderr, env } = process;
    code = await command.run(options, {
      stdin,
      stdout,
      stderr,
      env,
      log,
      signal: interrupt.signal,
    } satisfies Io);
  } catch (error) {
    log.error(
      error instanceof Failure ? error.message : `internal error, please report it: ${oneLineMessage(error)}`,
    );
    code = error instanceof Failure ? error.exitCode : ExitCode.failed;
  } finally {
    settled = true;
  }
  process.exitCode = interrupted ?? code;
}
