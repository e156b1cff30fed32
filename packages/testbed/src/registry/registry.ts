import { dirname, join } from 'node:path';
import { Faults } from '../http/faults.ts';
import { acrAuth } from './acr.ts';
import { readCapture } from './capture.ts';
import { createAuthority } from './certificates.ts';
import { startListener } from './listener.ts';
import type { ImageSpec } from './manifest.ts';
import type { HostOptions } from './options.ts';
import { canonicalHost } from './reference.ts';
import { route } from './route.ts';
import { type RecordedRequest, serve } from './serve.ts';
import { type Resolved, Store } from './store.ts';
import { Tokens } from './tokens.ts';

export interface RegistryOptions {
  /** Behaviour by host name (`ghcr.io`). The default is an anonymous docker-registry 2.8.2 under any name. */
  hosts?: Record<string, HostOptions>;
  /** The host whose content plain HTTP at `url` serves. Default: its own `127.0.0.1:PORT`. */
  defaultHost?: string;
  /** Milliseconds that every answer takes longer. Default: 0. */
  latencyMs?: number;
}

/** A running registry. Its functions can be passed around without it. */
export interface Registry {
  /** `http://127.0.0.1:PORT`; TLS is spoken on the same port. */
  readonly url: string;
  /** For HTTPS_PROXY: whatever host a client asks for, it gets this registry under that host's name. */
  readonly proxyUrl: string;
  /** The certificate authority of all hosts, PEM, made at start. */
  readonly caPem: string;
  /** Every request so far, in order of arrival. */
  readonly requests: RecordedRequest[];
  /** Called with every request before it is answered: another client may do something just then. */
  onRequest?: ((request: RecordedRequest) => void) | undefined;
  /** Faults of all hosts. Paths are matched with their query, without the host. */
  readonly faults: Faults;
  /** Milliseconds that every answer takes longer. */
  latencyMs: number;
  /** Faults of one host. */
  faultsFor(host: string): Faults;
  /** Replaces the behaviour of a host. */
  configure(host: string, options: HostOptions): void;
  /** Makes every token that is out invalid. */
  revokeTokens(): void;
  /** Pushes an image under a tag (`:latest` when none is named). Returns the digest of its manifest or index. */
  push(reference: string, image: ImageSpec): string;
  /** Moves or makes a tag. @throws RangeError when the repository has no such manifest. */
  tag(reference: string, digest: string): void;
  /** Deletes a tag, or by digest a manifest with its tags. */
  delete(reference: string): void;
  /**
   * Adds an image of which only digests were recorded. It is there by digest; its tag is made where there is none, and is
   * never moved: a running pod's digest may be older than the tag's.
   */
  learn(reference: string, digest: string, configDigest?: string): void;
  /** What a kubelet gets for a reference in any form; undefined when it is not there. Needs no login, meets no fault. */
  resolve(reference: string): Promise<Resolved | undefined>;
  /**
   * Loads a recorded `registry.ndjson`: makes its tags, or moves them, so a later capture goes on top of an earlier one.
   * A recorded manifest without a body answers HEAD; GET says in a 404 that the body is missing.
   *
   * @param manifestsFolder bodies by digest; default: `manifests` beside the folder `captures` that the file is in.
   * @throws Error for an unreadable file or row, or a body that does not have its digest.
   */
  loadCapture(file: string, manifestsFolder?: string): Promise<void>;
  /** Closes the port and every connection at once. */
  close(): Promise<void>;
}

/** Starts a registry with no content on a free port of 127.0.0.1. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const store = new Store();
  const tokens = new Tokens();
  const faults = new Faults();
  const hostFaults = new Map<string, Faults>();
  const hosts = new Map<string, HostOptions>();
  const configure = (host: string, { acr, ...behaviour }: HostOptions): void => {
    hosts.set(canonicalHost(host), acr ? { ...behaviour, acr, auth: acrAuth(acr) } : behaviour);
  };
  for (const [host, behaviour] of Object.entries(options.hosts ?? {})) configure(host, behaviour);
  const requests: RecordedRequest[] = [];
  const authority = await createAuthority();
  let address = '';

  const handler = serve({
    answer: (request) => route(request, { hosts, store, tokens }),
    ownHost: () => ({ address, host: canonicalHost(options.defaultHost ?? address) }),
    faultsFor: (host) => [faults, hostFaults.get(host) ?? new Faults()],
    latencyMs: () => registry.latencyMs,
    record: (request) => {
      requests.push(request);
      registry.onRequest?.(request);
    },
  });
  const listener = await startListener(
    handler,
    authority,
    (host) => hosts.get(canonicalHost(host))?.unreachable === true,
  );
  address = `127.0.0.1:${listener.port}`;

  const registry: Registry = {
    url: `http://${address}`,
    proxyUrl: `http://${address}`,
    caPem: authority.caPem,
    requests,
    faults,
    latencyMs: options.latencyMs ?? 0,
    faultsFor: (host) => {
      const key = canonicalHost(host);
      const ofHost = hostFaults.get(key) ?? new Faults();
      hostFaults.set(key, ofHost);
      return ofHost;
    },
    configure,
    revokeTokens: () => tokens.revoke(),
    push: (reference, image) => store.push(reference, image),
    tag: (reference, digest) => store.tag(reference, digest),
    delete: (reference) => store.delete(reference),
    learn: (reference, digest, configDigest) => store.learn(reference, digest, configDigest),
    resolve: async (reference) => store.resolve(reference),
    loadCapture: async (file, manifestsFolder = join(dirname(file), '..', '..', 'manifests')) => {
      for (const { reference, manifest } of await readCapture(file, manifestsFolder))
        store.put(reference, manifest);
    },
    close: () => listener.close(),
  };
  return registry;
}
