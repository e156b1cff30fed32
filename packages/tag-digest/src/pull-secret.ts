import { badInput, toolFailure, usageError } from '@patch-notebook-sts/core/failure';
import { LabelName, ObjectName } from '@patch-notebook-sts/core/kube/kube-names';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import * as z from 'zod';
import { type DockerConfig, parseDockerConfig } from './docker-config.ts';
import { parseJson } from './json.ts';

/** https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets */
const Secret = z.object({ data: z.record(z.string(), z.string()).optional() });

/**
 * Reads the docker config of a pull secret, as a pod's `imagePullSecrets` names it, with kubectl.
 * @param name `NAMESPACE/NAME`, the value of `--pull-secret`
 */
export async function readPullSecret(name: string, kubectl: Kubectl): Promise<DockerConfig> {
  const [namespace, secret, ...more] = name.split('/');
  const wellFormed =
    more.length === 0 && LabelName.safeParse(namespace).success && ObjectName.safeParse(secret).success;
  if (!wellFormed) throw usageError(`--pull-secret: "${name}" is not NAMESPACE/NAME`);
  // Asked for by its path, it takes one request: kubectl would look up what a "secret" is first.
  const path = `/api/v1/namespaces/${namespace}/secrets/${secret}`;
  const { stdout, failure } = await kubectl(['get', '--raw', path]);
  if (failure !== undefined) throw toolFailure(`--pull-secret ${name}: ${failure}`);
  return parsePullSecret(stdout, `secret ${name}`);
}

/** The docker config in a secret that kubectl printed; the older form holds only its `auths`. */
export function parsePullSecret(text: string, where: string): DockerConfig {
  const data = Secret.safeParse(parseJson(text)).data?.data ?? {};
  const { '.dockerconfigjson': config, '.dockercfg': auths } = data;
  if (config !== undefined) return parseDockerConfig(decode(config), where);
  if (auths !== undefined) return parseDockerConfig(`{"auths":${decode(auths)}}`, where);
  throw badInput(`${where}: holds no docker config; its type has to be kubernetes.io/dockerconfigjson`);
}

const decode = (base64: string): string => Buffer.from(base64, 'base64').toString();
