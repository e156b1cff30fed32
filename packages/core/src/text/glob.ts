/**
 * Whether a glob takes a whole name: `*` stands for any characters, `?` for one, and nothing else is special.
 *
 * Matched by hand, because a regular expression with several `.*` takes exponential time on a name that almost fits. Going
 * back to the last `*` alone is enough: https://research.swtch.com/glob
 */
export function matchesGlob(glob: string, name: string): boolean {
  let g = 0;
  let n = 0;
  let star = -1;
  let retry = 0;
  while (n < name.length) {
    if (glob[g] === '*') {
      star = g++;
      retry = n;
    } else if (g < glob.length && (glob[g] === '?' || glob[g] === name[n])) {
      g += 1;
      n += 1;
    } else if (star >= 0) {
      g = star + 1;
      n = ++retry;
    } else return false;
  }
  while (glob[g] === '*') g += 1;
  return g === glob.length;
}
