import type { Container } from '../api/objects.ts';

/** What the kubelet says of a readiness probe that nobody answers. */
export function unhealthy(probe: NonNullable<Container['readinessProbe']>, podIP: string): string {
  const http = probe.httpGet as { port?: number | string; path?: string } | undefined;
  const at = `${podIP}:${probe.tcpSocket?.port ?? http?.port ?? 0}`;
  const refused = `dial tcp ${at}: connect: connection refused`;
  return `Readiness probe failed: ${http ? `Get "http://${at}${http.path ?? '/'}": ${refused}` : refused}`;
}
