/** A stretch of a text, and what takes its place. */
export interface Splice {
  start: number;
  end: number;
  text: string;
}

/** A text with stretches of it replaced. They must not overlap. */
export function splice(text: string, splices: readonly Splice[]): string {
  let result = '';
  let at = 0;
  for (const one of [...splices].sort((a, b) => a.start - b.start)) {
    if (one.start < at) throw new RangeError(`two edits overlap at ${one.start}`);
    result += text.slice(at, one.start) + one.text;
    at = one.end;
  }
  return result + text.slice(at);
}
