/** User names and their passwords. */
export type Users = Record<string, string>;

/** HTTP Basic on every request, as docker-registry with htpasswd does it. */
export interface BasicAuth {
  scheme: 'basic';
  users: Users;
  /** Default: `lab`. */
  realm?: string;
  /** Sent as WWW-Authenticate verbatim, instead of the proper challenge; an array makes several headers. */
  challenge?: string | string[];
}

/** Bearer tokens from a token endpoint: https://distribution.github.io/distribution/spec/auth/token/ */
export interface BearerAuth {
  scheme: 'bearer';
  /** Accepted by the token endpoint as Basic credentials, or with `grant_type=password`. Default: nobody. */
  users?: Users;
  /** Whether the token endpoint serves requests without credentials. Default: false. */
  anonymous?: boolean;
  /** URL of the token endpoint, or its path on the host itself; the testbed serves it there. Default: `/token`. */
  realm?: string;
  /** Default: the host's name. */
  service?: string;
  /** Under which key the token is sent. Default: `token`. */
  tokenField?: 'token' | 'access_token' | 'both';
  /** Lifetime of a token in seconds, fractions allowed; null: 60 s, and `expires_in` is not sent. Default: 300. */
  expiresIn?: number | null;
  /** Whether the endpoint takes an OAuth2 POST; false: it answers 404 to it. Default: true. */
  oauth2Post?: boolean;
  /** Refresh tokens (a docker config's `identitytoken`) accepted with `grant_type=refresh_token`. */
  refreshTokens?: string[];
  /** Whether the registry itself takes Basic credentials of `users` too, as Forgejo does. Default: false. */
  acceptBasic?: boolean;
  /** Sent as WWW-Authenticate verbatim, instead of the proper challenge; an array makes several headers. */
  challenge?: string | string[];
}

export type Auth = BasicAuth | BearerAuth;

/** Azure Container Registry: its own API, and bearer tokens as it hands them out. */
export interface AcrOptions {
  /** User names and passwords, as of a service principal or a repository-scoped token. */
  users?: Users;
  /** Azure AD access tokens that `/oauth2/exchange` turns into refresh tokens. */
  aadTokens?: string[];
  /** Anonymous pull. Default: false. */
  anonymous?: boolean;
}

/** JFrog Artifactory under `/artifactory`; content of `<host>/<key>/<image>` is that of repository `<key>`. */
export interface ArtifactoryOptions {
  /** Basic: user and password, or user and token. */
  users?: Users;
  /** Access tokens: as Bearer, or as any user's password. */
  accessTokens?: string[];
  /** Whether requests without credentials are served. Default: false. */
  anonymous?: boolean;
  /** Digest headers left out of manifest answers. Default: none. */
  omit?: ('Docker-Content-Digest' | 'X-Checksum-Sha256')[];
  /** Manifests come as application/octet-stream, as from 7.41.12 without Accept. Default: only without Accept. */
  octetStream?: boolean;
  /** Whether the docker API is there; false: 404, only the storage API is left. Default: true. */
  dockerApi?: boolean;
  /** The version that it says it is. Default: one of 2025. */
  version?: string;
  /** The status of a refusal. Default: 401. */
  refusal?: 401 | 403 | 404;
  /** Sent as WWW-Authenticate verbatim. Default: `Basic realm="Artifactory Realm"`. */
  challenge?: string;
}

/** How one virtual host behaves. The default is an anonymous docker-registry 2.8.2. */
export interface HostOptions {
  /** Default: no authentication. */
  auth?: Auth;
  /** Where Docker-Content-Digest is left out: ECR omits it on GET, Red Hat's registry omitted it always. */
  omitDigestHeader?: 'get' | 'always';
  /** Docker Hub, Quay and Harbor answer 401 for a missing repository even with a token. Default: 404. */
  missingRepository?: 401 | 404;
  /** Tags per page where the client names no `n`. Default: all. */
  tagPageSize?: number;
  /** A larger `n` is answered 405, as ECR does beyond 1000. Default: no limit. */
  tagPageLimit?: number;
  /** What DELETE takes: only digests, as docker-registry 2.8.2 where deleting is enabled, or tags too. Default: nothing. */
  deletes?: 'digests' | 'tags';
  /** Headers of every answer, such as Docker Hub's `ratelimit-remaining`. */
  headers?: Record<string, string>;
  /** The proxy answers 502 to CONNECT, as for a host that is down. Default: false. */
  unreachable?: boolean;
  /** Makes the host an Azure registry; `auth` is then ignored. */
  acr?: AcrOptions;
  /** Adds an Artifactory to the host. */
  artifactory?: ArtifactoryOptions;
}
