/** CPU milliseconds that some work takes in this process. A busy machine changes the time of the clock, and hardly this. */
export function cpuTimeOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
