/** `about 4 min left`, at the pace so far. */
export function timeLeft(elapsedMs: number, done: number, total: number): string {
  if (done === 0) return 'time left unknown';
  const seconds = Math.round((elapsedMs / done) * (total - done)) / 1000;
  return seconds < 90 ? `about ${Math.ceil(seconds)} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}
