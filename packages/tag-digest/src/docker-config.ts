import { badInput } from '@patch-notebook-sts/core/failure';
import { registryHost } from '@patch-notebook-sts/core/rows/reference';
import * as z from 'zod';
import type { Credentials } from './credentials.ts';
import { parseJson } from './json.ts';

const Entry = z.object({
  auth: z.string().nullish(),
  username: z.string().nullish(),
  password: z.string().nullish(),
  identitytoken: z.string().nullish(),
  registrytoken: z.string().nullish(),
});

/** A docker config.json, as far as it is about logins: https://docs.docker.com/reference/cli/docker/login/ */
export const DockerConfig = z.object({
  auths: z.record(z.string(), Entry.nullable()).nullish(),
  credsStore: z.string().nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
});
export type DockerConfig = z.infer<typeof DockerConfig>;

/** Reads a config's text; its content is never quoted. @param where its file or secret, for the refusal (exit 3) */
export function parseDockerConfig(text: string, where: string): DockerConfig {
  const config = DockerConfig.safeParse(parseJson(text));
  if (config.success) return config.data;
  const path = config.error.issues[0]?.path.join('.') ?? '';
  throw badInput(`${where}: ${path === '' ? 'not a docker config' : `${path}: not as in a docker config`}`);
}

/** A place to get credentials from: a program to ask, or the config's own entry. */
export type Candidate = { helper: string } | { credentials: Credentials };

/**
 * Where a config has the login for a repository, in the order in which docker looks: the helper of its host, the store
 * of all hosts, and the file itself.
 */
export function findCandidates(config: DockerConfig, repository: string): Candidate[] {
  const { credHelpers, credsStore, auths } = config;
  const helper = bestMatch(Object.entries(credHelpers ?? {}), repository);
  const entry = bestMatch(Object.entries(auths ?? {}), repository);
  const credentials = entry && entryCredentials(entry);
  return [
    ...(helper ? [{ helper }] : []),
    ...(credsStore ? [{ helper: credsStore }] : []),
    ...(credentials ? [{ credentials }] : []),
  ];
}

/** The credentials of an entry; `docker login` leaves empty ones where a helper keeps them. */
function entryCredentials(entry: z.infer<typeof Entry>): Credentials | undefined {
  if (entry.registrytoken) return { bearerToken: entry.registrytoken };
  if (entry.identitytoken) return { identityToken: entry.identitytoken };
  const text = Buffer.from(entry.auth ?? '', 'base64').toString();
  // A password may hold colons, a user name can't.
  const colon = text.indexOf(':');
  // Old versions of docker padded it with NULs.
  if (colon > 0)
    return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, '') };
  return entry.username && entry.password
    ? { username: entry.username, password: entry.password }
    : undefined;
}

/** The value whose key names the repository most exactly. */
function bestMatch<T>(
  entries: readonly (readonly [key: string, value: T])[],
  repository: string,
): T | undefined {
  const matching = entries
    .map(([key, value]) => ({ value, length: matchLength(key, repository) }))
    .filter(({ length }) => length > 0);
  return matching.sort((a, b) => b.length - a.length)[0]?.value;
}

/**
 * How much of a repository's name a key of a docker config covers, in characters; 0 when it is another registry's.
 *
 * Docker knows hosts, also as `https://host/v1/`; Kubernetes and podman also paths (`registry.gitlab.com/group`), and
 * Kubernetes `*` for a part of a host: https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export function matchLength(key: string, repository: string): number {
  const bare = key.replace(/^https?:\/\//, '').replace(/\/(?:v[12]\/?)?$/, '');
  const [host = '', ...path] = bare.split('/');
  const actual = registryHost(repository);
  if (!hostMatches(host, actual)) return 0;
  const prefix = path.length === 0 ? '' : `/${path.join('/')}`;
  return `${repository}/`.startsWith(`${actual}${prefix}/`) ? actual.length + prefix.length : 0;
}

/** Docker Hub's logins are kept under the name of its first API. */
const HUB_NAMES = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

function hostMatches(pattern: string, host: string): boolean {
  if (host === 'docker.io') return HUB_NAMES.has(pattern);
  const parts = pattern.split('.');
  const actual = host.split('.');
  return (
    parts.length === actual.length &&
    parts.every((part, i) => {
      const [before = '', ...after] = part.split('*');
      const text = actual[i] ?? '';
      if (after.length === 0) return part === text;
      return (
        after.length === 1 && text.startsWith(before) && text.slice(before.length).endsWith(after[0] ?? '')
      );
    })
  );
}

/** What a credential helper is asked for: docker stores Docker Hub's login under this address. */
export const helperKey = (repository: string): string => {
  const host = registryHost(repository);
  return host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
};
