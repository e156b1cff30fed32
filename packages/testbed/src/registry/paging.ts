/** A page of a sorted list of tags. */
export interface TagPage {
  tags: string[];
  /** The last tag of this page when more follow: what the next request sends as `last`. */
  next?: string;
}

/**
 * Cuts the page of tags behind `last`, in lexical order.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags
 *
 * @param n at most so many tags; undefined: all.
 * @param last the tag before the page's first, whether or not it still exists.
 */
export function pageTags(tags: Iterable<string>, n: number | undefined, last: string | undefined): TagPage {
  const rest = [...tags].sort().filter((tag) => last === undefined || tag > last);
  const page = rest.slice(0, n);
  const next = page.at(-1);
  return page.length < rest.length && next !== undefined ? { tags: page, next } : { tags: page };
}

/**
 * The value of a Link header to the next page: a relative target, as docker-registry sends it.
 * https://www.rfc-editor.org/rfc/rfc8288
 *
 * @param query in the order in which it is to appear.
 */
export function nextLink(path: string, query: Record<string, string>): string {
  return `<${path}?${new URLSearchParams(query)}>; rel="next"`;
}

/** The `n` of a query: undefined when absent, NaN when it is no count. */
export function pageSize(query: URLSearchParams): number | undefined {
  const n = query.get('n');
  if (n === null) return undefined;
  return /^\d{1,9}$/.test(n) ? Number(n) : Number.NaN;
}
