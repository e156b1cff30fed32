import * as z from 'zod';
import { badInput } from '../failure.ts';
import { firstIssue } from '../first-issue.ts';
import { registryHost } from '../rows/reference.ts';
import { parseJson } from '../text/json.ts';
import type { Credentials } from './credentials.ts';

const Entry = z.object({
  auth: z.string().nullish(),
  username: z.string().nullish(),
  password: z.string().nullish(),
  identitytoken: z.string().nullish(),
  registrytoken: z.string().nullish(),
});

/** The parts of a docker config.json that hold logins: https://docs.docker.com/reference/cli/docker/login/ */
export const DockerConfig = z.object({
  auths: z.record(z.string(), Entry.nullable()).nullish(),
  credsStore: z.string().nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
});
export type DockerConfig = z.infer<typeof DockerConfig>;

/** Parses a config. Its values are never quoted. @param where its file or secret, for the error message (exit 3) */
export function parseDockerConfig(text: string, where: string): DockerConfig {
  const config = DockerConfig.safeParse(parseJson(text));
  if (config.success) return config.data;
  throw badInput(`${where}: not a docker config: ${firstIssue(config.error)}`);
}

/** A place to get credentials from: a helper program, or the config's own entry. */
export type CredentialSource = { helper: string } | { credentials: Credentials };

/**
 * Where a config has the login for a repository, in the order in which docker looks: the helper for the host, the
 * helper for all hosts, and the file itself.
 */
export function credentialSources(config: DockerConfig, repository: string): CredentialSource[] {
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

/** The credentials of an entry. `docker login` writes an empty entry if a helper keeps them. */
function entryCredentials(entry: z.infer<typeof Entry>): Credentials | undefined {
  if (entry.registrytoken) return { bearerToken: entry.registrytoken };
  if (entry.identitytoken) return { identityToken: entry.identitytoken };
  const text = Buffer.from(entry.auth ?? '', 'base64').toString();
  // A password may contain colons; a user name can't.
  const colon = text.indexOf(':');
  // Old versions of docker padded the password with NULs.
  if (colon > 0)
    return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, '') };
  return entry.username && entry.password
    ? { username: entry.username, password: entry.password }
    : undefined;
}

/** The value with the most specific matching key. */
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
 * How many characters of a repository's name a key of a docker config matches; 0 if it is for something else.
 *
 * Docker has hosts as keys, also spelled `https://host/v1/`. Kubernetes and podman allow paths too
 * (`registry.gitlab.com/group`), and Kubernetes allows `*` within each part of a host:
 * https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export function matchLength(key: string, repository: string): number {
  const bare = key.replace(/^https?:\/\//, '').replace(/\/(?:v[12]\/?)?$/, '');
  const [host = '', ...path] = bare.split('/');
  const actual = registryHost(repository);
  if (!hostMatches(host, actual)) return 0;
  const prefix = path.length === 0 ? '' : `/${path.join('/')}`;
  return `${repository}/`.startsWith(`${actual}${prefix}/`) ? actual.length + prefix.length : 0;
}

/** The keys of Docker Hub's login; docker itself uses the address of its first API. */
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

/** The key that a credential helper knows a registry by. Docker stores Docker Hub's login under this address. */
export function helperKey(repository: string): string {
  const host = registryHost(repository);
  return host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
}
