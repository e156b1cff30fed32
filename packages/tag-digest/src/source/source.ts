import type { ResolvedTag, TagDigest } from '@patch-notebook-sts/core/oci/resolve-manifest';
import type { ImageDetails } from '@patch-notebook-sts/core/rows/image-row';

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
  /** What can be asked about a digest, where the source's API can say it. Each digest is read only once. */
  digests?: {
    platforms(repository: string, digest: string): Promise<Record<string, string>>;
    details(repository: string, digest: string): Promise<ImageDetails>;
  };
}
