import { verifyDigest } from '../oci/manifest.ts';
import { registryHost } from '../rows/reference.ts';
import type { RegistryApi } from './registry-api.ts';

/**
 * Gets a blob, such as a config or a small layer, and checks its bytes against its digest.
 * @throws ResolveError; so it does for a blob of more than 4 MiB
 */
export async function readBlob(api: RegistryApi, repository: string, digest: string): Promise<Uint8Array> {
  const url = new URL(`blobs/${digest}`, api.url(repository));
  const { body } = await api.send({ method: 'GET', url }, repository);
  verifyDigest(body, digest, registryHost(repository));
  return body;
}
