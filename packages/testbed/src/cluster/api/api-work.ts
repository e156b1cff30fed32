/**
 * What requests have cost the API server, for tests that show how this grows with a cluster. What the cluster's own
 * controllers do is not part of it.
 */
export class ApiWork {
  /** Requests that the server itself has answered, discovery included; injected faults are none. */
  requests = 0;
  /** How many of them there were of each verb (get, list, watch, patch, …); `review` asks for rights, `discovery` is the rest. */
  verbs: Record<string, number> = {};
  /** Bytes of the answers' bodies; those of a watch as they are sent. */
  bytes = 0;
  /**
   * Objects read from storage: one for a get, and for a list all that it went through, whether its selector took them or
   * not. Reads from the server's cache (resourceVersion=0) and watches read none.
   * https://kubernetes.io/docs/reference/using-api/api-concepts/#the-resourceversion-parameter
   */
  objectsRead = 0;

  count(verb: string): void {
    this.requests++;
    this.verbs[verb] = (this.verbs[verb] ?? 0) + 1;
  }

  /** Begins again at zero. */
  reset(): void {
    Object.assign(this, new ApiWork());
  }
}
