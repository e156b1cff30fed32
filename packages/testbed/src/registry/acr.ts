import { authorise } from './authorise.ts';
import { json, type RegistryRequest, type RegistryResponse, registryError } from './http-types.ts';
import { isIndexType } from './media-types.ts';
import type { AcrOptions, BearerAuth, HostOptions } from './options.ts';
import { nextLink, pageSize } from './paging.ts';
import type { Repository, Store, Tag } from './store.ts';
import type { Tokens } from './tokens.ts';

/** How an Azure registry logs clients in: access tokens from `/oauth2/token`, Basic credentials taken everywhere. */
export function acrAuth({ users, anonymous }: AcrOptions): BearerAuth {
  return {
    scheme: 'bearer',
    realm: '/oauth2/token',
    tokenField: 'access_token',
    acceptBasic: true,
    ...(users && { users }),
    ...(anonymous !== undefined && { anonymous }),
  };
}

/**
 * Answers Azure's own API: `/oauth2/exchange` and the part of `/acr/v1` that az uses. Undefined for any other path.
 * https://learn.microsoft.com/rest/api/containerregistry/
 */
export function acr(
  request: RegistryRequest,
  options: HostOptions & { acr: AcrOptions },
  store: Store,
  tokens: Tokens,
): RegistryResponse | undefined {
  if (request.path === '/oauth2/exchange') return exchange(request, options.acr, tokens);
  const [, name, list, tag] =
    /^\/acr\/v1\/(.+)\/(?:_(tags|manifests)|_tags\/([^/]+))$/.exec(request.path) ?? [];
  if (name === undefined) return undefined;
  const action = request.method === 'DELETE' ? 'delete' : 'metadata_read';
  const refused = authorise(request, options.auth, { repository: name, action }, tokens);
  if (refused) return refused;
  const repository = store.repository(request.host, name);
  if (repository === undefined)
    return registryError(404, 'NAME_UNKNOWN', `repository "${name}" is not found`);
  const about = { registry: request.authority, imageName: name };
  if (list === 'manifests') {
    const { page, headers } = cutPage(request, manifestsOf(repository), ({ digest }) => digest);
    return json(200, { ...about, manifests: page }, headers);
  }
  if (list === 'tags') {
    const digest = request.query.get('digest');
    const tags = [...repository.tags.values()].filter((tag) => digest === null || tag.digest === digest);
    const { page, headers } = cutPage(request, tags.map(tagObject), (tag) => tag.name);
    return json(200, { ...about, tags: page }, headers);
  }
  const found = repository.tags.get(tag ?? '');
  if (found === undefined) {
    // as in https://github.com/Azure/azure-sdk-for-net/issues/36381
    return registryError(404, 'TAG_UNKNOWN', 'the specified tag does not exist');
  }
  if (request.method === 'DELETE') {
    store.delete(`${request.host}/${name}:${found.name}`);
    return json(202, {});
  }
  return json(200, { ...about, tag: tagObject(found) });
}

function exchange(
  { form }: RegistryRequest,
  { aadTokens = [] }: AcrOptions,
  tokens: Tokens,
): RegistryResponse {
  const known =
    form.get('grant_type') === 'access_token' && aadTokens.includes(form.get('access_token') ?? '');
  if (!known) return registryError(401, 'UNAUTHORIZED', 'authentication required');
  return json(200, { refresh_token: tokens.issueRefresh(form.get('service') ?? '') });
}

const UNLOCKED = { deleteEnabled: true, writeEnabled: true, readEnabled: true, listEnabled: true };

const tagObject = (tag: Tag) => ({ ...tag, signed: false, changeableAttributes: UNLOCKED });

function manifestsOf({ manifests, tags }: Repository) {
  return [...manifests.values()].map(({ digest, size, mediaType, pushedTime }) => {
    const names = [...tags.values()].filter((tag) => tag.digest === digest).map((tag) => tag.name);
    return {
      digest,
      imageSize: size,
      createdTime: pushedTime,
      lastUpdateTime: pushedTime,
      ...(!isIndexType(mediaType) && { architecture: 'amd64', os: 'linux' }),
      mediaType,
      // an untagged manifest has no such key at all
      ...(names.length > 0 && { tags: names }),
      changeableAttributes: UNLOCKED,
    };
  });
}

/** A page in the order of `orderby`, `timeasc` or `timedesc`, else by name; 100 entries unless `n` says otherwise. */
function cutPage<T extends { lastUpdateTime: string }>(
  { path, query }: RegistryRequest,
  entries: T[],
  nameOf: (entry: T) => string,
): { page: T[]; headers: RegistryResponse['headers'] } {
  const orderby = query.get('orderby') ?? '';
  const sortKey = orderby === '' ? nameOf : (entry: T) => entry.lastUpdateTime;
  const sorted = entries.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  if (orderby === 'timedesc') sorted.reverse();
  const start = sorted.findIndex((entry) => nameOf(entry) === query.get('last')) + 1;
  const n = pageSize(query) || 100;
  const page = sorted.slice(start, start + n);
  const last = page.at(-1);
  if (last === undefined || start + n >= sorted.length) return { page, headers: {} };
  // the order of the fields, and the empty orderby, are the form that az takes apart
  return { page, headers: { Link: nextLink(path, { last: nameOf(last), n: String(n), orderby }) } };
}
