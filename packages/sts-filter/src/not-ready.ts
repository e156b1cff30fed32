/**
 * Why a container is not ready, in the word that `kubectl get pods` shows, by the `ready` and `state` of its status.
 * Undefined where it is ready or the status doesn't say. As with `runningSince`, nothing odd there makes its row a bad one.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states
 */
export function whyNotReady({ ready, state }: { ready?: unknown; state?: unknown }): string | undefined {
  if (ready !== false) return undefined;
  for (const value of Object.values(Object(state))) {
    const { reason } = Object(value);
    if (typeof reason === 'string' && reason !== '') return reason;
  }
  return 'Running';
}
