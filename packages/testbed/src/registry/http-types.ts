import type { IncomingHttpHeaders } from 'node:http';

/** A request as the registry's decisions see it, freed of sockets. */
export interface RegistryRequest {
  method: string;
  scheme: 'http' | 'https';
  /** The virtual host as the client named it, with its port unless it is the scheme's own. */
  authority: string;
  /** The host that keys the content and the options: Docker Hub's names are one, for example. */
  host: string;
  /** Percent-decoded path, without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The fields of an application/x-www-form-urlencoded body; empty for any other. */
  form: URLSearchParams;
  /** The body of a PUT, or of a POST that is no form; else empty. */
  body: string;
}

/** An answer. To HEAD, its headers (Content-Length among them) are sent and its body is not. */
export interface RegistryResponse {
  status: number;
  headers: Record<string, string | string[]>;
  body: string;
}

/** An answer with a JSON body. */
export function json(
  status: number,
  value: unknown,
  headers: RegistryResponse['headers'] = {},
): RegistryResponse {
  const body = `${JSON.stringify(value)}\n`;
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers }, body };
}

/** An error in the form of https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
export function registryError(
  status: number,
  code: string,
  message: string,
  detail?: unknown,
  headers?: RegistryResponse['headers'],
): RegistryResponse {
  const error = { code, message, ...(detail !== undefined && { detail }) };
  return json(status, { errors: [error] }, headers);
}
