import { registryHost } from '@patch-notebook-sts/core/rows/reference';

/** What is looked for in a file. */
export interface Search {
  file: string;
  isListed: (repository: string) => boolean;
  /** A text without any of these has no place. */
  hints: readonly string[];
  /** The values that `--at` names: repositories by path. */
  at: ReadonlyMap<string, string>;
}

/** The part of a repository's name that every spelling has: not its host, and of Docker's own images the last part alone. */
export const hintOf = (repository: string): string =>
  repository.slice(registryHost(repository).length + 1).replace(/^library\//, '');

/** Whether a text may have a place. */
export function mayHavePlace(text: string, { hints, at }: Search): boolean {
  // JSON may write a slash as \/.
  const plain = text.includes('\\/') ? text.replaceAll('\\/', '/') : text;
  return at.size > 0 || hints.some((hint) => plain.includes(hint));
}
