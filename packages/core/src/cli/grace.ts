/** How long calls may go on after a signal; Kubernetes kills a pod 30 s after its SIGTERM, unless it says otherwise. */
const GRACE_MS = 20_000;

/** Aborted some time after `signal`, so that a server that has stalled doesn't keep the results from being written. */
export function graceOver(signal: AbortSignal): AbortSignal {
  const over = new AbortController();
  const start = () => setTimeout(() => over.abort(), GRACE_MS).unref();
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return over.signal;
}
