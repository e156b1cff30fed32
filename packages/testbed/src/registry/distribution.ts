import { isDigest } from '@patch-notebook-sts/core/rows/digest';
import { acceptedTypes, negotiate } from './accept.ts';
import { authorise, refuse } from './authorise.ts';
import { json, type RegistryRequest, type RegistryResponse, registryError } from './http-types.ts';
import { type Manifest, pushedManifest } from './manifest.ts';
import type { HostOptions } from './options.ts';
import { nextLink, pageSize, pageTags } from './paging.ts';

import type { Repository, Store } from './store.ts';
import type { Tokens } from './tokens.ts';

/**
 * Answers a request below `/v2/` as docker-registry 2.8.2 does: the version check, manifests, configs and tag lists.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints
 */
export function distribution(
  request: RegistryRequest,
  options: HostOptions,
  store: Store,
  tokens: Tokens,
): RegistryResponse {
  const [, name, manifest, tags, blob] =
    /^\/v2\/(.+)\/(?:manifests\/([^/]+)|(tags\/list)|blobs\/(sha256:[0-9a-f]{64}))$/.exec(request.path) ?? [];
  const action = ACTIONS[request.method] ?? 'pull';
  const access = name === undefined ? undefined : { repository: name, action };
  const refused = authorise(request, options.auth, access, tokens);
  if (refused) return refused;
  if (request.path === '/v2/') return json(200, {});
  if (name === undefined)
    return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: '404 page not found\n' };
  if (manifest !== undefined && request.method === 'PUT') return putManifest(request, name, manifest, store);
  if (manifest !== undefined && request.method === 'DELETE')
    return deleteManifest(request, name, manifest, options, store);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return registryError(405, 'UNSUPPORTED', 'The operation is unsupported.');
  }
  const repository = store.repository(request.host, name);
  if (repository === undefined && options.missingRepository === 401) {
    return refuse(
      request,
      options.auth,
      access,
      options.auth?.scheme === 'bearer' ? 'insufficient_scope' : undefined,
    );
  }
  if (blob !== undefined) return answerConfig(repository, blob);
  return tags === undefined
    ? answerManifest(request, options, name, repository, manifest ?? '')
    : answerTags(request, options, name, repository);
}

const ACTIONS: Record<string, string> = { PUT: 'push', DELETE: 'delete' };

/** Layers and configs are not stored, so only the manifests that an index names have to be there. */
function putManifest(
  { host, body, headers }: RegistryRequest,
  name: string,
  reference: string,
  store: Store,
): RegistryResponse {
  if (isDigest(reference)) return registryError(405, 'UNSUPPORTED', 'nothing here pushes by digest');
  const manifest = pushedManifest(body, headers['content-type'] ?? '');
  if (manifest === undefined) return registryError(400, 'MANIFEST_INVALID', 'manifest invalid', {});
  const { digest, platforms } = manifest;
  const known = store.repository(host, name)?.manifests;
  const missing = Object.values(platforms).find((child) => !known?.has(child));
  if (missing !== undefined)
    return registryError(400, 'MANIFEST_BLOB_UNKNOWN', 'blob unknown to registry', { digest: missing });
  store.put(`${host}/${name}:${reference}`, manifest);
  const location = `/v2/${name}/manifests/${digest}`;
  return { status: 201, headers: { 'Docker-Content-Digest': digest, Location: location }, body: '' };
}

function deleteManifest(
  { host }: RegistryRequest,
  name: string,
  reference: string,
  { deletes }: HostOptions,
  store: Store,
): RegistryResponse {
  const byDigest = isDigest(reference);
  if (deletes === undefined) return registryError(405, 'UNSUPPORTED', 'The operation is unsupported.');
  if (!byDigest && deletes === 'digests')
    return registryError(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  const repository = store.repository(host, name);
  if (!(byDigest ? repository?.manifests.has(reference) : repository?.tags.has(reference)))
    return registryError(404, 'MANIFEST_UNKNOWN', 'manifest unknown', {});
  store.delete(`${host}/${name}${byDigest ? '@' : ':'}${reference}`);
  return { status: 202, headers: {}, body: '' };
}

function answerConfig(repository: Repository | undefined, digest: string): RegistryResponse {
  const all = [...(repository?.manifests.values() ?? [])];
  const body = all.find(({ configDigest }) => configDigest === digest)?.config;
  return body === undefined
    ? registryError(404, 'BLOB_UNKNOWN', 'blob unknown to registry', { digest })
    : { status: 200, headers: { 'Content-Type': 'application/octet-stream' }, body };
}

function answerManifest(
  request: RegistryRequest,
  options: HostOptions,
  name: string,
  repository: Repository | undefined,
  reference: string,
): RegistryResponse {
  const byTag = !isDigest(reference);
  if (byTag && reference.includes(':')) return registryError(500, 'UNKNOWN', 'unknown error', {});
  const digest = byTag ? repository?.tags.get(reference)?.digest : reference;
  const stored = repository?.manifests.get(digest ?? '');
  if (repository === undefined || stored === undefined) {
    const detail = byTag ? { Tag: reference } : { Name: name, Revision: reference };
    return registryError(404, 'MANIFEST_UNKNOWN', 'manifest unknown', detail);
  }
  // decided before the media type is, so a client that can't read the type gets its 304 all the same
  const etags = [stored.digest, `"${stored.digest}"`];
  if (etags.includes(request.headers['if-none-match'] ?? '')) return { status: 304, headers: {}, body: '' };

  const accepted = acceptedTypes(request.headers.accept);
  const chosen = negotiate(stored, accepted, byTag, (child) => repository.manifests.get(child));
  if ('error' in chosen) {
    return registryError(chosen.error === 'MANIFEST_INVALID' ? 400 : 404, chosen.error, chosen.message, {});
  }
  return sendManifest(request.method, chosen.manifest, options.omitDigestHeader);
}

function sendManifest(
  method: string,
  manifest: Manifest,
  omit: HostOptions['omitDigestHeader'],
): RegistryResponse {
  const { digest, mediaType, size, body } = manifest;
  if (body === undefined && method !== 'HEAD') {
    const message = `only the digest of this manifest was recorded, not its body: ${digest}`;
    return registryError(404, 'MANIFEST_UNKNOWN', message, { Revision: digest });
  }
  const omitted = omit === 'always' || (omit === 'get' && method === 'GET');
  const headers = {
    'Content-Type': mediaType,
    'Content-Length': String(size),
    ...(!omitted && { 'Docker-Content-Digest': digest }),
    ETag: `"${digest}"`,
  };
  return { status: 200, headers, body: body ?? '' };
}

function answerTags(
  { path, query }: RegistryRequest,
  options: HostOptions,
  name: string,
  repository: Repository | undefined,
): RegistryResponse {
  if (repository === undefined) {
    return registryError(404, 'NAME_UNKNOWN', 'repository name not known to registry', { name });
  }
  const n = pageSize(query) ?? options.tagPageSize;
  if (Number.isNaN(n)) {
    return registryError(400, 'PAGINATION_NUMBER_INVALID', 'invalid number of results requested', {
      n: query.get('n'),
    });
  }
  if (n !== undefined && n > (options.tagPageLimit ?? n)) {
    return registryError(405, 'UNSUPPORTED', `n must not exceed ${options.tagPageLimit}`);
  }
  const page = pageTags(repository.tags.keys(), n, query.get('last') ?? undefined);
  const headers: RegistryResponse['headers'] =
    page.next === undefined ? {} : { Link: nextLink(path, { last: page.next, n: String(n) }) };
  return json(200, { name, tags: page.tags }, headers);
}
