/** One challenge of a WWW-Authenticate header. */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  scheme: string;
  /** Values by name. Names are in lower case; the first value of a repeated name counts. */
  parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const SEPARATOR = /^[\s,]+/;
const SCHEME = new RegExp(`^${TOKEN}(?=[\\s,]|$)`);
const TOKEN68 = /^ +[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$))/;
// A value without quotes must be a token, but some registries send URLs without quotes.
const PARAMETER = new RegExp(`^(${TOKEN})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,"]+))`);

/**
 * Parses the challenges of a WWW-Authenticate header, in order. Several headers are first joined with commas.
 *
 * A comma separates challenges, separates parameters, and may be inside quotes, so splitting at commas can't work.
 * Parsing stops at the first text that does not fit the grammar, and keeps what came before.
 * https://www.rfc-editor.org/rfc/rfc9110#name-authentication-scheme
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let rest = header;
  const take = (pattern: RegExp) => {
    const found = pattern.exec(rest);
    rest = rest.slice(found?.[0].length ?? 0);
    return found;
  };
  while (true) {
    take(SEPARATOR);
    const current = challenges.at(-1);
    const parameter = current && take(PARAMETER);
    if (parameter) {
      const [, name = '', quoted, bare = ''] = parameter;
      const key = name.toLowerCase();
      const value = quoted?.replace(/\\(.)/g, '$1') ?? bare;
      if (!current.parameters.has(key)) current.parameters.set(key, value);
      continue;
    }
    const scheme = take(SCHEME)?.[0];
    if (scheme === undefined) return challenges;
    challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    take(TOKEN68);
  }
}

/** The challenge to answer: Bearer rather than Basic, because Forgejo offers both; undefined if there is neither. */
export function chooseChallenge(challenges: readonly Challenge[]): Challenge | undefined {
  return (
    challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm')) ??
    challenges.find(({ scheme }) => scheme === 'basic')
  );
}
