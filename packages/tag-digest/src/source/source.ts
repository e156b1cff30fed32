import type { ResolvedTag, TagDigest } from '@patch-notebook-sts/core/oci/resolve-manifest';

/** A tag to look up, in Docker's normal form: `docker.io/library/busybox` and `latest`. */
export interface TagRequest {
  repository: string;
  tag: string;
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
