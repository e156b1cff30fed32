export interface HttpRequest {
  method: 'HEAD' | 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  /** Sent as application/x-www-form-urlencoded. */
  form?: Record<string, string>;
  /** Sent as it is, under the Content-Type of `headers`. */
  body?: Uint8Array;
  /** A POST that writes: it is sent once, as PUT and DELETE are. */
  writes?: boolean;
  /** The URL's path is a secret too, and isn't logged. */
  isSecret?: boolean;
}

/** A response of any status. Header names are in lower case. */
export interface HttpResponse {
  /** Where the response came from: the request's URL, or where redirects led. */
  url: URL;
  status: number;
  headers: Record<string, string | undefined>;
  body: Uint8Array;
}

/** Sends a request. Throws ResolveError if there is no response. */
export type HttpClient = (request: HttpRequest) => Promise<HttpResponse>;
