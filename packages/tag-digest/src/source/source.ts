/** A tag to look up, in Docker's normal form: `docker.io/library/busybox` and `latest`. */
export interface TagRequest {
  repository: string;
  tag: string;
}

/** What a tag points to now. */
export interface ResolvedTag {
  digest: string;
  mediaType?: string;
  /** `os/architecture[/variant]` to manifest digest, if the tag points to an index. */
  platforms: Record<string, string>;
}

/** A tag of a repository. `movedAt` is when the tag was last moved (milliseconds of the epoch), if the source knows. */
export interface TagDigest {
  tag: string;
  digest: string;
  movedAt?: number | undefined;
}

export const sourceNames = ['registry', 'az', 'jfrog'] as const;
export type SourceName = (typeof sourceNames)[number];

/** An API that resolves tags. Both methods throw ResolveError. */
export interface Source {
  name: SourceName;
  resolve(request: TagRequest): Promise<ResolvedTag>;
  /** All tags of a repository, for `--aliases`. Each repository is listed only once. */
  tags(repository: string): Promise<TagDigest[]>;
}
