import type { HttpResponse } from '@patch-notebook-sts/core/http/http-types';
import { statusError } from '@patch-notebook-sts/core/http/status-error';
import { parseJson } from '@patch-notebook-sts/core/text/json';
import { printable } from '@patch-notebook-sts/core/text/printable';
import * as z from 'zod';

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
const Errors = z.object({
  errors: z.array(z.object({ code: z.string(), message: z.string().optional() })).min(1),
});

/** What was to be written, for the sentence. */
interface Written {
  host: string;
  repository: string;
  tag: string;
}

/**
 * Why a registry didn't write a manifest or delete a tag, as a sentence; undefined where it did. Registries agree neither
 * on a status nor on a code, so their own words decide first.
 */
export function writeRefusal(
  method: 'PUT' | 'DELETE',
  response: HttpResponse,
  { host, repository, tag }: Written,
): string | undefined {
  const { status, body } = response;
  if (status >= 200 && status < 300) return undefined;
  const [error] = Errors.safeParse(parseJson(body)).data?.errors ?? [];
  const said = error?.message ? ` (${printable(error.message, 200)})` : '';
  const text = `${error?.code ?? ''} ${error?.message ?? ''}`;
  // ECR 400, Harbor 412, Docker Hub 403
  if (/immutable/i.test(text))
    return `${host} keeps the tag ${tag} of ${repository} immutable; take it out of that rule, or promote to another tag${said}`;
  if (/read.?only/i.test(text) || status === 405)
    return method === 'DELETE'
      ? deletesNoTag(host, tag)
      : `${host} is read-only, or a cache of another registry: promote where images are pushed to${said}`;
  // ACR: writeEnabled is false
  if (/operation is disallowed|locked/i.test(text))
    return `${host} has locked ${repository}:${tag} (az acr repository update --write-enabled true unlocks it)${said}`;
  if (method === 'DELETE' && (status === 400 || status === 404 || status === 501))
    return deletesNoTag(host, tag);
  if (/MANIFEST_BLOB_UNKNOWN|MANIFEST_UNKNOWN|BLOB_UNKNOWN/.test(text))
    return `${host} misses a part of the image; push it again${said}`;
  if (status === 401 || status === 403) {
    const right = method === 'PUT' ? 'push' : 'delete';
    return `${host} doesn't let these credentials ${right} in ${repository}; they need ${right} permission${said}`;
  }
  if (status === 404) return `${host} has no repository ${repository} to write to${said}`;
  if (status === 400) return `${host} refuses the manifest${said}`;
  return statusError(response, host).message;
}

const deletesNoTag = (host: string, tag: string): string =>
  `${host} can't delete a tag alone, and deleting the image would take all its tags; delete the tag ${tag} with the registry's own tools`;

/** Whether the same request may succeed a little later. */
export const mayPass = (status: number): boolean => status === 408 || status === 429 || status >= 500;
