/** Whether a glob takes a whole name: `*` stands for any characters, `?` for one, and nothing else is special. */
export function matchesGlob(glob: string, name: string): boolean {
  const pattern = glob.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name);
}
