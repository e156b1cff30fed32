import type { HttpResponse } from '@patch-notebook-sts/core/http/http-types';
import { isTag } from '@patch-notebook-sts/core/rows/reference';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { parseJson } from '@patch-notebook-sts/core/text/json';
import * as z from 'zod';

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags; null if there are none. */
const TagList = z.object({ tags: z.array(z.string()).nullable() });

/** The largest page that no registry refuses (ECR: 1000). Most registries send fewer at a time. */
export const PAGE_SIZE = 1000;

/** Stops at a registry that links its pages in a circle. */
const MAX_PAGES = 1000;

/** Each tag takes a request, so that the digests of more could hardly be looked up. */
const MAX_TAGS = 50_000;

/** All tags of a repository, page by page. @param getPage throws ResolveError for any status other than success */
export async function listTags(first: URL, getPage: (url: URL) => Promise<HttpResponse>): Promise<string[]> {
  const tags: string[] = [];
  let count = 0;
  let url: URL | undefined = new URL(first);
  url.searchParams.set('n', String(PAGE_SIZE));
  for (let page = 0; url !== undefined; page += 1) {
    if (page === MAX_PAGES) {
      throw new ResolveError('invalid-response', `${url.host} sends more than ${MAX_PAGES} pages of tags`);
    }
    const response: HttpResponse = await getPage(url);
    const list = TagList.safeParse(parseJson(response.body));
    if (!list.success)
      throw new ResolveError('invalid-response', `${url.host} sent something that is not a list of tags`);
    count += list.data.tags?.length ?? 0;
    if (count > MAX_TAGS)
      throw new ResolveError('invalid-response', `${url.host} lists more than ${MAX_TAGS} tags`);
    for (const tag of list.data.tags ?? []) if (isTag(tag)) tags.push(tag);
    url = nextPage(response.headers.link, url);
  }
  return tags;
}

/**
 * The URL that a Link header names as the next page, or undefined. It must be on the same server because the login is
 * sent along. https://www.rfc-editor.org/rfc/rfc8288
 */
export function nextPage(link: string | undefined, page: URL): URL | undefined {
  // No part matches what the next one begins with: otherwise a long header would take quadratic time.
  const target = /<([^<>]*)>\s*;[^,<]*\brel="?next\b/i.exec(link ?? '')?.[1];
  if (target === undefined) return undefined;
  if (!URL.canParse(target, page.href)) {
    throw new ResolveError(
      'invalid-response',
      `${page.host} links its next page of tags to something that is not a URL`,
    );
  }
  const next = new URL(target, page);
  if (next.origin === page.origin) return next;
  throw new ResolveError(
    'invalid-response',
    `${page.host} links its tags to ${next.host}, which is not followed`,
  );
}
