import * as z from 'zod';
import { badInput, toolFailure, usageError } from '../failure.ts';
import { LabelName, ObjectName } from '../kube/kube-names.ts';
import type { Kubectl } from '../kube/kubectl.ts';
import { parseJson } from '../text/json.ts';
import { type DockerConfig, parseDockerConfig } from './docker-config.ts';

/** https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets */
const Secret = z.object({ data: z.record(z.string(), z.string()).optional() });

/**
 * Reads the docker config of a pull secret, such as a pod's `imagePullSecrets` names, with kubectl.
 * @param name `NAMESPACE/NAME`, the value of `--pull-secret`
 */
export async function readPullSecret(name: string, kubectl: Kubectl): Promise<DockerConfig> {
  const [namespace, secret, ...rest] = name.split('/');
  const isName =
    rest.length === 0 && LabelName.safeParse(namespace).success && ObjectName.safeParse(secret).success;
  if (!isName) throw usageError(`--pull-secret: "${name}" is not NAMESPACE/NAME`);
  // A path takes one request. `kubectl get secret` would look up the API's resources first.
  const path = `/api/v1/namespaces/${namespace}/secrets/${secret}`;
  const { stdout, failure } = await kubectl(['get', '--raw', path]);
  if (failure !== undefined) throw toolFailure(`--pull-secret ${name}: ${failure}`);
  return parsePullSecret(stdout, `secret ${name}`);
}

/** The docker config in a secret that kubectl printed. The older of the two types holds only the `auths`. */
export function parsePullSecret(text: string, where: string): DockerConfig {
  const data = Secret.safeParse(parseJson(text)).data?.data ?? {};
  const { '.dockerconfigjson': config, '.dockercfg': auths } = data;
  if (config !== undefined) return parseDockerConfig(decode(config), where);
  if (auths !== undefined) return parseDockerConfig(`{"auths":${decode(auths)}}`, where);
  throw badInput(`${where}: holds no docker config; its type must be kubernetes.io/dockerconfigjson`);
}

const decode = (base64: string): string => Buffer.from(base64, 'base64').toString();
