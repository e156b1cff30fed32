import { digestOf, manifestType, parseManifest, verifyDigest } from '../oci/manifest.ts';
import { headerDigest } from '../oci/resolve-manifest.ts';
import { isDigest } from '../rows/digest.ts';
import { registryHost } from '../rows/reference.ts';
import type { RegistryApi } from './registry-api.ts';

/** A manifest or an index, with the very bytes that its digest is of. */
export interface Manifest {
  digest: string;
  mediaType: string;
  /** The platform manifests of an index, keyed `os/architecture[/variant]`; empty for an image. */
  platforms: Record<string, string>;
  body: Uint8Array;
}

/**
 * Gets a manifest, and checks its bytes against its digest.
 * @param reference a tag or a digest
 * @throws ResolveError
 */
export async function readManifest(
  api: Pick<RegistryApi, 'manifests'>,
  repository: string,
  reference: string,
): Promise<Manifest> {
  const where = registryHost(repository);
  const response = await api.manifests(repository)('GET', reference);
  const { body, headers } = response;
  const claimed = isDigest(reference) ? reference : headerDigest(response);
  if (claimed !== undefined) verifyDigest(body, claimed, where);
  const facts = parseManifest(body, manifestType(headers['content-type']), where);
  return { digest: claimed ?? digestOf(body), ...facts, body };
}
