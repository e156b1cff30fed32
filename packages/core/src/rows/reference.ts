import { isDigest } from './digest.ts';

/** An image reference in Docker's normal form; `tag` is absent only where a digest is given without one. */
export interface Reference {
  /** Registry host and path: `docker.io/library/busybox`. */
  repository: string;
  tag?: string;
  digest?: string;
}

// The grammar of https://github.com/distribution/reference/blob/main/regexp.go, built from its named pieces.
const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const ipv6 = '\\[(?:[a-fA-F0-9:]+)\\]';
const domain = `(?:${domainComponent}(?:\\.${domainComponent})*|${ipv6})(?::[0-9]+)?`;
const pathComponent = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const path = `${pathComponent}(?:/${pathComponent})*`;
const tag = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';

const DOMAIN = new RegExp(`^${domain}$`);
const PATH = new RegExp(`^${path}$`);
const TAG = new RegExp(`^${tag}$`);

/** Whether `text` can be a tag: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
export const isTag = (text: string): boolean => TAG.test(text);

/**
 * Reads an image reference the way the container runtimes do: `busybox` is `docker.io/library/busybox:latest`.
 *
 * Undefined for anything else, and for a bare image id (`sha256:4e55…`, as a status shows it once its tag has moved),
 * although the grammar would take it for a repository called "sha256".
 * https://github.com/distribution/reference/blob/main/normalize.go
 */
export function parseReference(text: string): Reference | undefined {
  if (isDigest(text) || /^[0-9a-f]{64}$/.test(text)) return undefined;
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const rest = at < 0 ? text : text.slice(0, at);
  // A colon behind the last slash starts a tag; one before it belongs to the registry's port.
  const colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
  const name = colon < 0 ? rest : rest.slice(0, colon);
  const givenTag = colon < 0 ? undefined : rest.slice(colon + 1);

  const repository = normalRepository(name);
  if (repository === undefined) return undefined;
  if (digest !== undefined && !isDigest(digest)) return undefined;
  if (givenTag !== undefined && !TAG.test(givenTag)) return undefined;
  return {
    repository,
    ...(givenTag !== undefined ? { tag: givenTag } : digest === undefined ? { tag: 'latest' } : {}),
    ...(digest !== undefined ? { digest } : {}),
  };
}

/** Docker's normal form of a repository's name, or undefined when it is none. */
function normalRepository(name: string): string | undefined {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const hasDomain = slash > 0 && (/[.:A-Z]/.test(first) || first === 'localhost');
  const host = !hasDomain || first === 'index.docker.io' ? 'docker.io' : first;
  const rest = hasDomain ? name.slice(slash + 1) : name;
  const full = host === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  // First the length: on a text without a bound the patterns would take quadratic time.
  if (host.length + full.length >= 255 || !DOMAIN.test(host) || !PATH.test(full)) return undefined;
  return `${host}/${full}`;
}

/** The shortest exact spelling of a reference: `repository:tag@digest`, each where it is known. */
export function formatReference({ repository, tag, digest }: Reference): string {
  return `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** The registry's host (and port) of a repository in normal form. */
export const registryHost = (repository: string): string => repository.slice(0, repository.indexOf('/'));

/** The same reference with another tag: `busybox` becomes `busybox:v1`. The reference must not have a digest. */
export function withTag(text: string, tag: string): string {
  const colon = text.indexOf(':', text.lastIndexOf('/') + 1);
  return `${colon < 0 ? text : text.slice(0, colon)}:${tag}`;
}
