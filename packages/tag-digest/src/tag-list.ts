import { isTag } from '@patch-notebook-sts/core/rows/reference';
import * as z from 'zod';
import type { Answer } from './http.ts';
import { parseJson } from './json.ts';
import { Unresolved } from './source.ts';

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags; null where there are none. */
const TagList = z.object({ tags: z.array(z.string()).nullable() });

/** The largest page that no registry refuses (ECR: 1000); most send fewer at a time. */
export const PAGE_SIZE = 1000;

/** A registry that links its pages in a circle is left here. */
const MAX_PAGES = 1000;

/**
 * All tags of a repository, page after page. @param ask gets a page; throws Unresolved for whatever is none
 */
export async function listTags(first: URL, ask: (url: URL) => Promise<Answer>): Promise<string[]> {
  const tags: string[] = [];
  let url: URL | undefined = new URL(first);
  url.searchParams.set('n', String(PAGE_SIZE));
  for (let page = 0; url !== undefined; page += 1) {
    if (page === MAX_PAGES) throw new Unresolved('invalid-response', `${url.host} lists tags without end`);
    const answer: Answer = await ask(url);
    const list = TagList.safeParse(parseJson(answer.body));
    if (!list.success)
      throw new Unresolved('invalid-response', `${url.host} sent something that is no list of tags`);
    for (const tag of list.data.tags ?? []) if (isTag(tag)) tags.push(tag);
    url = nextPage(answer.headers.link, url);
  }
  return tags;
}

/**
 * The page that a Link header calls the next one, or undefined; it has to be on the same server, since the login goes
 * along. https://www.rfc-editor.org/rfc/rfc8288
 */
export function nextPage(link: string | undefined, page: URL): URL | undefined {
  const target = /<([^>]*)>\s*;[^,]*\brel="?next\b/i.exec(link ?? '')?.[1];
  if (target === undefined) return undefined;
  if (!URL.canParse(target, page.href))
    throw new Unresolved('invalid-response', `${page.host} links to no page of tags`);
  const next = new URL(target, page);
  if (next.origin === page.origin) return next;
  throw new Unresolved(
    'invalid-response',
    `${page.host} links its tags to ${next.host}, which is not followed`,
  );
}
