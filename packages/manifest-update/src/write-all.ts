import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { realpath } from 'node:fs/promises';
import { Failure, oneLineMessage, toolFailure } from '@patch-notebook-sts/core/failure';
import { partialName, removeStalePartials } from '@patch-notebook-sts/core/io/partial-files';

/** A file that is to have another text, and the one that it was planned for. */
export interface Replacement {
  file: string;
  before: string;
  after: string;
}

/**
 * Replaces all files, or none: the new texts are first written beside them, and then renamed one after the other, which no
 * signal interrupts. If a file has changed since it was read, or can't be replaced, those before it get their old text back,
 * and it throws (exit 1). Links are followed, and modes kept.
 */
export async function writeAll(replacements: readonly Replacement[]): Promise<void> {
  const prepared: { file: string; target: string; partial: string; before: string }[] = [];
  const remove = () => {
    for (const { partial } of prepared) rmSync(partial, { force: true });
  };
  process.once('exit', remove);
  try {
    for (const { file, before, after } of replacements) {
      const target = await realpath(file).catch((error: unknown) => cannot(file, error));
      await removeStalePartials(target);
      const partial = partialName(target);
      prepared.push({ file, target, partial, before });
      try {
        writeBeside(target, partial, after);
      } catch (error) {
        cannot(file, error);
      }
    }
    replaceInTurn(prepared);
  } finally {
    remove();
    process.off('exit', remove);
  }
}

function replaceInTurn(
  prepared: readonly { file: string; target: string; partial: string; before: string }[],
): void {
  for (const [i, { file, target, partial, before }] of prepared.entries()) {
    try {
      if (readFileSync(target, 'utf8') !== before)
        throw toolFailure(`${file}: somebody has changed it meanwhile; run again`);
      renameSync(partial, target);
    } catch (error) {
      for (const done of prepared.slice(0, i)) {
        writeBeside(done.target, done.partial, done.before);
        renameSync(done.partial, done.target);
      }
      cannot(file, error);
    }
  }
}

function writeBeside(target: string, partial: string, text: string): void {
  const descriptor = openSync(partial, 'wx');
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  // The umask has narrowed what a new file gets.
  chmodSync(partial, statSync(target).mode & 0o777);
}

function cannot(file: string, error: unknown): never {
  throw error instanceof Failure
    ? error
    : toolFailure(`${file}: cannot be written: ${oneLineMessage(error)}`);
}
