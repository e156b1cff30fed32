import { isDigest } from '@patch-notebook-sts/core/rows/digest';
import { refuseArtifactory, restError } from './artifactory-auth.ts';
import { artifactoryWrite } from './artifactory-promotion.ts';
import { json, type RegistryRequest, type RegistryResponse, registryError } from './http-types.ts';
import { isIndexType } from './media-types.ts';
import type { ArtifactoryOptions } from './options.ts';
import { nextLink, pageSize, pageTags } from './paging.ts';
import type { Store, StoredManifest } from './store.ts';
import type { Tokens } from './tokens.ts';

const DOCKER_API =
  /^\/artifactory\/api\/docker\/([^/]+)\/v2\/(?:(token)?|(.+)\/(?:manifests\/([^/]+)|tags\/list))$/;
const VERSION_API = '/artifactory/api/system/version';
const ZAP_API = /^\/artifactory\/api\/zap\//;
const FILE = /^\/artifactory\/(?!api\/)([^/]+)\/(.+)\/([^/]+)\/((?:list\.)?manifest\.json)$/;
const STORAGE_API = /^\/artifactory\/api\/storage\/([^/]+)\/(.+)\/([^/]+)\/((?:list\.)?manifest\.json)$/;

/**
 * Answers Artifactory's Docker API, its manifest files and their information, promotions, and zap; repository `docker-local`,
 * image `lab` is the content `<host>/docker-local/lab`.
 * https://jfrog.com/help/r/jfrog-rest-apis/introduction-to-the-artifactory-rest-apis
 */
export function artifactory(
  request: RegistryRequest,
  options: ArtifactoryOptions,
  store: Store,
  tokens: Tokens,
): RegistryResponse {
  const refused = refuseArtifactory(request, options, tokens);
  if (refused) return refused;
  const written = artifactoryWrite(request, store);
  if (written) return written;
  if (request.path === VERSION_API) return json(200, { version: options.version ?? '7.125.6' });
  const storage = STORAGE_API.exec(request.path);
  if (storage) return fileInfo(request, store, storage);
  // the cache of a remote repository expires; nothing is behind it here that could be fetched again
  if (request.method === 'POST' && ZAP_API.test(request.path)) return json(200, {});
  const file = FILE.exec(request.path);
  if (file) return fileContent(request, store, file);
  const [, key, token, image, reference] =
    (options.dockerApi !== false && DOCKER_API.exec(request.path)) || [];
  if (key === undefined) return restError(404, 'Unable to find item');
  if (token) {
    return json(200, { token: tokens.issue({ service: request.host, scopes: [] }, 3600), expires_in: 3600 });
  }
  if (image === undefined) return json(200, {});
  if (reference === undefined) return tagList(request, store, key, image);
  const manifest = find(store, request.host, key, image, reference);
  if (manifest === undefined) {
    const message = 'The named manifest is not known to the registry.';
    return registryError(404, 'MANIFEST_UNKNOWN', message, { manifest: `${image}:${reference}` });
  }
  return manifestAnswer(request, options, key, reference, manifest);
}

function find(
  store: Store,
  host: string,
  key: string,
  image: string,
  reference: string,
): StoredManifest | undefined {
  const repository = store.repository(host, `${key}/${image}`);
  const digest = isDigest(reference) ? reference : repository?.tags.get(reference)?.digest;
  return repository?.manifests.get(digest ?? '');
}

function manifestAnswer(
  { method, headers }: RegistryRequest,
  { omit = [], octetStream }: ArtifactoryOptions,
  key: string,
  reference: string,
  { digest, mediaType, size, body }: StoredManifest,
): RegistryResponse {
  if (body === undefined && method !== 'HEAD') {
    return registryError(404, 'MANIFEST_UNKNOWN', `only the digest of this manifest was recorded: ${digest}`);
  }
  const typed = headers.accept !== undefined && headers.accept !== '*/*';
  const answer: Record<string, string> = {
    'Content-Type': typed && octetStream !== true ? mediaType : 'application/octet-stream',
    'Content-Length': String(size),
    'X-Artifactory-Docker-Registry': key,
    'X-Artifactory-Filename': typed ? fileName(mediaType) : reference,
    'X-Checksum-Sha256': digest.slice('sha256:'.length),
    ...(typed && { 'Docker-Content-Digest': digest }),
  };
  for (const name of omit) delete answer[name];
  return { status: 200, headers: answer, body: body ?? '' };
}

function fileName(mediaType: string): string {
  return isIndexType(mediaType) ? 'list.manifest.json' : 'manifest.json';
}

function fileInfo(
  { host, scheme, authority, query }: RegistryRequest,
  store: Store,
  path: RegExpExecArray,
): RegistryResponse {
  const [, key = '', image = '', tag = '', file = ''] = path;
  const manifest = find(store, host, key, image, tag);
  if (manifest === undefined || fileName(manifest.mediaType) !== file)
    return restError(404, 'Unable to find item');
  const base = `${scheme}://${authority}/artifactory`;
  const item = `/${image}/${tag}/${file}`;
  const uri = `${base}/api/storage/${key}${item}`;
  if (query.get('properties') === 'docker.manifest.digest') {
    return json(200, { properties: { 'docker.manifest.digest': [manifest.digest] }, uri });
  }
  return json(200, {
    repo: key,
    path: item,
    created: manifest.pushedTime,
    lastModified: manifest.pushedTime,
    downloadUri: `${base}/${key}${item}`,
    mimeType: 'application/json',
    size: String(manifest.size),
    checksums: { sha256: manifest.digest.slice('sha256:'.length) },
    uri,
  });
}

function fileContent({ host }: RegistryRequest, store: Store, path: RegExpExecArray): RegistryResponse {
  const [, key = '', image = '', tag = '', file = ''] = path;
  const manifest = find(store, host, key, image, tag);
  if (manifest?.body === undefined || fileName(manifest.mediaType) !== file)
    return restError(404, 'Unable to find item');
  const headers = {
    'Content-Type': 'application/json',
    'X-Checksum-Sha256': manifest.digest.slice('sha256:'.length),
  };
  return { status: 200, headers, body: manifest.body };
}

function tagList(
  { host, path, query }: RegistryRequest,
  store: Store,
  key: string,
  image: string,
): RegistryResponse {
  const repository = store.repository(host, `${key}/${image}`);
  if (repository === undefined) {
    return registryError(404, 'NAME_UNKNOWN', 'repository name not known to registry', { name: image });
  }
  const n = pageSize(query) || undefined;
  const { tags, next } = pageTags(repository.tags.keys(), n, query.get('last') ?? undefined);
  const headers: RegistryResponse['headers'] =
    next === undefined ? {} : { Link: nextLink(path, { last: next, n: String(n) }) };
  return json(200, { name: image, tags }, headers);
}
