import type { HttpClient, HttpRequest, HttpResponse } from '../http/http-types.ts';
import { statusError } from '../http/status-error.ts';
import { type Credentials, directHeader } from '../login/credentials.ts';
import { MANIFEST_TYPES } from '../oci/manifest.ts';
import type { RequestManifest } from '../oci/resolve-manifest.ts';
import { ResolveError } from '../rows/resolve-error.ts';
import { type ArtifactoryImage, manifestUrl } from './artifactory.ts';

/** The API of an Artifactory, logged in. */
export interface ArtifactoryClient {
  /** Throws ResolveError for any status other than success. */
  send: (request: HttpRequest) => Promise<HttpResponse>;
  /** The same for what writes: the response of any status is the caller's to judge. */
  write: (request: HttpRequest) => Promise<HttpResponse>;
  /** Requests the manifests of an image through the Docker API. */
  manifests: (image: ArtifactoryImage) => RequestManifest;
}

export function createArtifactoryClient(
  client: HttpClient,
  credentials: Credentials | undefined,
): ArtifactoryClient {
  const authorization = directHeader(credentials);
  const login: Record<string, string> = authorization === undefined ? {} : { authorization };
  const write = (request: HttpRequest) => client({ ...request, headers: { ...login, ...request.headers } });
  const send = async (request: HttpRequest) =>
    requireOk(await write(request), request.url.host, authorization !== undefined);
  return {
    send,
    write,
    manifests: (image) => (method, reference) =>
      send({ method, url: manifestUrl(image, reference), headers: { accept: MANIFEST_TYPES } }),
  };
}

/** A successful response; throws ResolveError for any other. */
function requireOk(response: HttpResponse, host: string, loggedIn: boolean): HttpResponse {
  if (response.status >= 200 && response.status < 300) return response;
  if (response.status === 404)
    throw new ResolveError('not-found', `${host} has no such image; check the names`);
  if (response.status === 401) throw new ResolveError('unauthorized', loginNeeded(host, loggedIn));
  throw statusError(response, host);
}

/** What to do about a 401. */
export const loginNeeded = (host: string, loggedIn: boolean): string =>
  loggedIn
    ? `${host} refuses these credentials; check them, or make a new token`
    : `${host} needs a login; give JF_ACCESS_TOKEN, --token-file, or JF_USER and JF_PASSWORD`;
