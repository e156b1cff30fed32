/** What is looked for in a file. */
export interface Search {
  file: string;
  isListed: (repository: string) => boolean;
  /** The last parts of the listed repositories' names. A text without any of them has no place. */
  hints: readonly string[];
  /** The values that `--at` names: repositories by path. */
  at: ReadonlyMap<string, string>;
}

/** Whether a text may have a place. */
export const mayHavePlace = (text: string, { hints, at }: Search): boolean =>
  at.size > 0 || hints.some((hint) => text.includes(hint));
