import { restError } from './artifactory-auth.ts';
import type { RegistryRequest, RegistryResponse } from './http-types.ts';
import type { Store } from './store.ts';

const PROMOTE_API = /^\/artifactory\/api\/docker\/([^/]+)\/v2\/promote$/;
const TAG = /^\/artifactory\/(?!api\/)([^/]+)\/(.+)\/([^/]+)$/;

/** What a promotion may say. */
interface Promotion {
  targetRepo?: unknown;
  dockerRepository?: unknown;
  tag?: unknown;
  targetTag?: unknown;
  copy?: unknown;
}

/**
 * What changes the tags of an Artifactory: the promotion of a tag within its repository, and the deletion of a tag's folder.
 * @returns undefined if the request is neither
 */
export function artifactoryWrite(
  { method, path, host, body }: RegistryRequest,
  store: Store,
): RegistryResponse | undefined {
  const [, key] = (method === 'POST' && PROMOTE_API.exec(path)) || [];
  if (key !== undefined) return promote(host, key, parse(body), store);
  const [, of, image, tag = ''] = (method === 'DELETE' && TAG.exec(path)) || [];
  if (of === undefined) return undefined;
  const name = `${host}/${of}/${image}`;
  const { digest } = store.resolve(`${name}:${tag}`) ?? {};
  if (digest === undefined) return restError(404, 'Unable to find item');
  store.delete(`${name}:${tag}`);
  // An image is stored in the folders of its tags.
  const tags = [...(store.repository(host, `${of}/${image}`)?.tags.values() ?? [])];
  if (!tags.some((other) => other.digest === digest)) store.delete(`${name}@${digest}`);
  return { status: 204, headers: {}, body: '' };
}

/** A promotion moves the tag unless it says otherwise: https://jfrog.com/help/r/jfrog-rest-apis/promote-docker-image */
function promote(
  host: string,
  key: string,
  { targetRepo, dockerRepository, tag, targetTag = tag, copy }: Promotion,
  store: Store,
): RegistryResponse {
  if (targetRepo !== key || typeof tag !== 'string' || typeof targetTag !== 'string')
    return restError(400, 'The testbed promotes one tag within its repository');
  const image = `${host}/${key}/${dockerRepository}`;
  const from = store.resolve(`${image}:${tag}`);
  if (from === undefined) return restError(404, `Unable to find '${dockerRepository}:${tag}' in '${key}'`);
  store.tag(`${image}:${targetTag}`, from.digest);
  if (copy !== true && tag !== targetTag) store.delete(`${image}:${tag}`);
  return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: 'Promotion ended successfully' };
}

function parse(body: string): Promotion {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
