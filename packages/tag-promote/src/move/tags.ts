import { manifestHead } from '@patch-notebook-sts/core/oci/resolve-manifest';
import { type Manifest, readManifest } from '@patch-notebook-sts/core/registry/read-manifest';
import type { RegistryApi } from '@patch-notebook-sts/core/registry/registry-api';
import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { mayPass, writeRefusal } from './write-refusal.ts';

/** Why something was not written. */
export interface WriteFailure {
  reason: string;
  /** Whether it may have been written all the same, or may be written a little later. */
  mayPass: boolean;
}

/** The tags of repositories: where they point, and what makes and removes them. Reading throws ResolveError. */
export interface Tags {
  /** Null where there is no such tag. Whatever else keeps the registry from answering is an error. */
  digestOf(repository: string, tag: string): Promise<string | null>;
  manifest(repository: string, digest: string): Promise<Manifest>;
  /** Writes the bytes of a manifest under a tag. @param source a tag that points to it */
  put(repository: string, tag: string, manifest: Manifest, source: string): Promise<WriteFailure | undefined>;
  /** Removes a tag, and not what it points to. */
  remove(repository: string, tag: string): Promise<WriteFailure | undefined>;
  /**
   * Where a tag points, as the API says that copies it. It is there only if `put` copies what the source tag points to at that
   * moment, whatever the manifest is.
   */
  copied?: (repository: string, tag: string) => Promise<string | null>;
}

/** The digest of a tag by a registry's manifest API; null if there is no such tag. Throws ResolveError. */
export async function tagDigest(
  api: Pick<RegistryApi, 'manifests'>,
  repository: string,
  tag: string,
): Promise<string | null> {
  try {
    const { digest } = manifestHead(await api.manifests(repository)('HEAD', tag));
    return digest ?? (await readManifest(api, repository, tag)).digest;
  } catch (error) {
    if (error instanceof ResolveError && error.code === 'not-found') return null;
    throw error;
  }
}

export function registryTags(api: RegistryApi): Tags {
  const write = async (method: 'PUT' | 'DELETE', repository: string, tag: string, manifest?: Manifest) => {
    const host = registryHost(repository);
    const url = new URL(`manifests/${tag}`, api.url(repository));
    const content = manifest && { headers: { 'content-type': manifest.mediaType }, body: manifest.body };
    try {
      const response = await api.write({ method, url, ...content }, repository);
      const reason = writeRefusal(method, response, { host, repository, tag });
      return reason === undefined ? undefined : { reason, mayPass: mayPass(response.status) };
    } catch (error) {
      // Without an answer nobody knows whether it was written.
      if (!(error instanceof ResolveError)) throw error;
      return { reason: error.message, mayPass: error.code === 'timeout' || error.code === 'unreachable' };
    }
  };
  return {
    digestOf: (repository, tag) => tagDigest(api, repository, tag),
    manifest: (repository, digest) => readManifest(api, repository, digest),
    put: (repository, tag, manifest) => write('PUT', repository, tag, manifest),
    remove: (repository, tag) => write('DELETE', repository, tag),
  };
}
