import type { Readable } from 'node:stream';
import { badInput, usageError } from '../failure.ts';
import { formatLocation, readLines } from '../io/read-rows.ts';
import { isDigest } from './digest.ts';

/**
 * The digests of `--hold`. Any other value is a file of digests, one per line, with `#` comments.
 *
 * Any other line is refused with its location (exit 3), because a typo must not let a bad build through. For
 * the same reason a value that looks like a digest is never taken for a file's name (exit 2).
 */
export async function readHold(values: readonly string[], stdin: Readable): Promise<Set<string>> {
  const held = new Set<string>();
  for (const value of values) {
    if (isDigest(value)) held.add(value);
    else if (/^sha\d+:/.test(value) || value === '-')
      throw usageError(`--hold: "${value}" is neither a digest nor a file of digests`);
    else for await (const digest of readDigests(value, stdin)) held.add(digest);
  }
  return held;
}

async function* readDigests(file: string, stdin: Readable): AsyncGenerator<string> {
  for await (const lines of readLines(file, stdin)) {
    for (const line of lines) {
      const [digest = ''] = line.text.split('#', 1).map((part) => part.trim());
      if (digest === '') continue;
      if (!isDigest(digest))
        throw badInput(
          `${formatLocation(line)}: "${digest}" is not a digest: sha256: and 64 lower-case hex digits expected`,
        );
      yield digest;
    }
  }
}
