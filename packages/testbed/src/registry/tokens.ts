import { randomBytes } from 'node:crypto';

/** What a token allows. */
export interface Grant {
  service: string;
  /** As requested: `repository:jupyterlab-cpu:pull`, actions separated by commas. */
  scopes: string[];
}

/** The tokens that are out. They are random text: no client has any business reading them. */
export class Tokens {
  readonly #access = new Map<string, Grant & { expiresAt: number }>();
  readonly #refresh = new Map<string, string>();

  /** Issues an access token with a lifetime in seconds. */
  issue(grant: Grant, seconds: number): string {
    const token = randomBytes(24).toString('base64url');
    this.#access.set(token, { ...grant, expiresAt: performance.now() + seconds * 1000 });
    return token;
  }

  /** Issues a refresh token for a service. */
  issueRefresh(service: string): string {
    const token = randomBytes(24).toString('base64url');
    this.#refresh.set(token, service);
    return token;
  }

  /** The grant of a token, or undefined when it is unknown, expired or another service's. */
  check(token: string, service: string): Grant | undefined {
    const grant = this.#access.get(token);
    return grant?.service === service && performance.now() < grant.expiresAt ? grant : undefined;
  }

  isRefresh(token: string, service: string): boolean {
    return this.#refresh.get(token) === service;
  }

  /** Makes every token that is out invalid. */
  revoke(): void {
    this.#access.clear();
    this.#refresh.clear();
  }
}

/**
 * Whether a grant covers an action on a repository.
 * https://distribution.github.io/distribution/spec/auth/scope/
 */
export function covers(grant: Grant, repository: string, action: string): boolean {
  return grant.scopes.some((scope) => {
    const [type, name, actions = ''] = scope.split(':');
    const granted = actions.split(',');
    return (
      type === 'repository' && name === repository && (granted.includes(action) || granted.includes('*'))
    );
  });
}
