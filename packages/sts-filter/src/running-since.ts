/**
 * Since when a container runs, by the `state` of its status: a text that should be RFC 3339. Undefined where it doesn't
 * run or doesn't say. The status stands verbatim in its row, and no part of it that is odd makes the row a bad one; so
 * this is no part of the row's schema, and whoever compares the text finds out whether it is a time.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ContainerState
 */
export function runningSince(state: unknown): string | undefined {
  const startedAt = fieldOf(fieldOf(state, 'running'), 'startedAt');
  return typeof startedAt === 'string' ? startedAt : undefined;
}

const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null && field in value
    ? value[field as keyof typeof value]
    : undefined;
