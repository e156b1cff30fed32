/** Variables that any program may need: where things are, the language, the proxy, and the certificates to trust. */
const NAMES: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'TZ',
  'LANG',
  'LANGUAGE',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
]);
const PREFIXES = ['LC_', 'XDG_'];

/** The variables that one tool needs besides those of every tool. */
export interface ToolVariables {
  names?: readonly string[];
  prefixes?: readonly string[];
}

/**
 * The environment for a tool that we run. It is an allow-list, because ours may hold passwords that the tool, its plugins
 * and whatever else it starts have no use for.
 */
export function toolEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  { names = [], prefixes = [] }: ToolVariables = {},
): Record<string, string> {
  const allowed = (name: string): boolean =>
    NAMES.has(name) ||
    names.includes(name) ||
    [...PREFIXES, ...prefixes].some((prefix) => name.startsWith(prefix));
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && allowed(entry[0]),
    ),
  );
}
