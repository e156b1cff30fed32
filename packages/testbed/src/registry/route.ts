import { acr } from './acr.ts';
import { artifactory } from './artifactory.ts';
import { realmOf, serviceOf } from './authorise.ts';
import { distribution } from './distribution.ts';
import type { RegistryRequest, RegistryResponse } from './http-types.ts';
import type { BearerAuth, HostOptions } from './options.ts';
import type { Store } from './store.ts';
import { answerToken } from './token-endpoint.ts';
import type { Tokens } from './tokens.ts';

/** What the virtual hosts are made of. */
export interface Site {
  hosts: Map<string, HostOptions>;
  store: Store;
  tokens: Tokens;
}

/** Answers a request to whichever API of its host the path belongs to. */
export function route(request: RegistryRequest, { hosts, store, tokens }: Site): RegistryResponse {
  const options = hosts.get(request.host) ?? {};
  const answer = answerByPath();
  return {
    ...answer,
    headers: { 'Docker-Distribution-Api-Version': 'registry/2.0', ...options.headers, ...answer.headers },
  };

  function answerByPath(): RegistryResponse {
    const endpoint = tokenEndpoint(request, hosts);
    if (endpoint) return answerToken(request, endpoint.auth, endpoint.service, tokens);
    if (request.path.startsWith('/v2/')) return distribution(request, options, store, tokens);
    const own = options.acr && acr(request, { ...options, acr: options.acr }, store, tokens);
    if (own) return own;
    if (options.artifactory && request.path.startsWith('/artifactory/')) {
      return artifactory(request, options.artifactory, store, tokens);
    }
    return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: '404 page not found\n' };
  }
}

/** The bearer authentication whose realm this request goes to: its own host's, or another host's that points here. */
function tokenEndpoint(
  request: RegistryRequest,
  hosts: Map<string, HostOptions>,
): { auth: BearerAuth; service: string } | undefined {
  const wanted = (request.method === 'POST' ? request.form : request.query).get('service');
  const here = `${request.scheme}://${request.authority}${request.path}`;
  const found = [...hosts].flatMap(([host, { auth }]) => {
    if (auth?.scheme !== 'bearer' || realmOf(auth, request) !== here) return [];
    if (!URL.canParse(auth.realm ?? '') && host !== request.host) return [];
    return [{ auth, service: serviceOf(auth, host) }];
  });
  return found.find(({ service }) => service === wanted) ?? found[0];
}
