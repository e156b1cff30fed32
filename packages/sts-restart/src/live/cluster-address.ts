import { createHash } from 'node:crypto';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import * as z from 'zod';

const Cluster = z.object({
  server: z.string().default(''),
  'certificate-authority-data': z.string().optional(),
});

/**
 * Says which cluster kubectl speaks to: the URL of its API server, and a part of the digest of its certificate authority
 * where the kubeconfig has one. In a pod without a kubeconfig it is the address that Kubernetes gives to every pod.
 *
 * An identity from the cluster itself, such as the uid of the namespace kube-system, would need a right that the run has
 * no other use for. The uid of a namespace of the plan would need none, but goes with the namespace, whose owner could so
 * stop the next run for all. The URL alone says too little: clusters behind a tunnel share https://127.0.0.1:6443.
 * @param cluster the value of --cluster, which `kubectl config view --minify` takes no notice of
 */
export async function clusterAddress(
  kubectl: Kubectl,
  cluster: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const which = cluster === undefined ? '0' : `?(@.name==${JSON.stringify(cluster)})`;
  const args = ['config', 'view', '--raw', '--flatten', '-o', `jsonpath={.clusters[${which}].cluster}`];
  const { stdout, failure } = await kubectl(cluster === undefined ? [...args, '--minify'] : args);
  if (failure !== undefined || stdout === '') return addressInPod(env);
  const { server, 'certificate-authority-data': authority } = Cluster.parse(JSON.parse(stdout));
  if (authority === undefined) return server;
  return `${server} with CA ${createHash('sha256').update(authority).digest('hex').slice(0, 12)}`;
}

/** https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
function addressInPod({
  KUBERNETES_SERVICE_HOST: host = 'localhost',
  KUBERNETES_SERVICE_PORT: port = '443',
}: Readonly<Record<string, string | undefined>>): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
