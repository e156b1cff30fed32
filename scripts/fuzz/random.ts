/** Random choices that are the same for the same seed. */
export interface Random {
  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** True once in `n` times. */
  oneIn(n: number): boolean;
}

/**
 * The choices of one case, which depend on its number and on nothing before it, so that cases can run side by side.
 * https://github.com/cprosche/mulberry32
 */
export function createRandom(seed: number, part: string, index: number): Random {
  let state = seed ^ Math.imul(index + 1, 0x9e3779b1);
  for (let i = 0; i < part.length; i += 1) state = Math.imul(state ^ part.charCodeAt(i), 0x01000193);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    below,
    pick: (list) => list[below(list.length)] ?? list[0],
    oneIn: (n) => below(n) === 0,
  };
}
