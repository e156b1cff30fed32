import type { HttpResponse } from '@patch-notebook-sts/core/http/http-types';
import { statusError } from '@patch-notebook-sts/core/http/status-error';
import type { ArtifactoryImage } from '@patch-notebook-sts/core/registry/artifactory';
import { loginNeeded } from '@patch-notebook-sts/core/registry/artifactory-client';
import { parseJson } from '@patch-notebook-sts/core/text/json';
import { printable } from '@patch-notebook-sts/core/text/printable';
import * as z from 'zod';

/** https://jfrog.com/help/r/jfrog-rest-apis/error-responses */
const Errors = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/**
 * Why Artifactory didn't copy or delete a tag, as a sentence; undefined where it says that it did.
 * @param tag the one that was to be copied, or deleted
 * @param loggedIn whether a login was sent
 */
export function artifactoryRefusal(
  what: 'copy' | 'delete',
  response: HttpResponse,
  { base, key, image }: ArtifactoryImage,
  tag: string,
  loggedIn: boolean,
): string | undefined {
  const { status, body } = response;
  const { host } = base;
  const notArtifactory = `${host} answers with status ${status} and not as Artifactory does; check --url`;
  // A proxy's page to log in is a 200 too.
  if (status >= 200 && status < 300)
    return /^\s*</.test(Buffer.from(body).toString('latin1')) ? notArtifactory : undefined;
  const message = Errors.safeParse(parseJson(body)).data?.errors[0]?.message;
  const said = message === undefined ? '' : ` (${printable(message, 200)})`;
  if (status === 401) return loginNeeded(host, loggedIn) + said;
  // "User doesn't have permissions to override '…'. Needs delete permissions.", with 400 or 403
  if (/overrid|overwrit|immutable|delete permission/i.test(message ?? ''))
    return what === 'copy'
      ? `${host} doesn't let these credentials replace a tag in ${key}; they need permission to delete and overwrite there${said}`
      : `${host} doesn't let these credentials delete in ${key}; they need permission to delete there${said}`;
  if (status === 403) {
    const right = what === 'copy' ? 'deploy to it, and to delete and overwrite in it' : 'delete there';
    return `${host} doesn't let these credentials ${what === 'copy' ? 'promote' : 'delete'} in ${key}; they need permission to ${right}${said}`;
  }
  if (status === 408 || status === 429 || status >= 500) return statusError(response, host).message;
  if (message === undefined) return notArtifactory;
  if (status === 404) return `${host} has no local repository ${key}, or no ${image}:${tag} in it${said}`;
  return `${host} refuses to ${what} ${image}:${tag}, with status ${status}${said}`;
}
