/**
 * A kubeconfig for an API server that asks for no credentials. JSON, which every YAML reader takes.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
export function kubeconfig(server: string): string {
  const name = 'testbed';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [{ name, user: {} }],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
