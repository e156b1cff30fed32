/** A word as a POSIX shell takes it: quoted where it holds more than letters, digits and a few harmless signs. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A command line for pasting into a shell: whatever its words hold, nothing else is run. */
export const shellCommand = (words: readonly string[]): string => words.map(quoted).join(' ');
