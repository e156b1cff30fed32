import type { ImageError } from '@patch-notebook-sts/core/rows/image-row';
import type { Wanted } from './wanted.ts';

/** What a tag points to now. */
export interface Resolved {
  digest: string;
  mediaType?: string;
  /** `os/architecture[/variant]` to manifest digest, for an index. */
  platforms: Record<string, string>;
}

/** A tag of a repository, with the time it was last moved where the source knows that (milliseconds of the epoch). */
export interface TagDigest {
  tag: string;
  digest: string;
  movedAt?: number | undefined;
}

export const sourceNames = ['registry', 'az', 'jfrog'] as const;
export type SourceName = (typeof sourceNames)[number];

/** Something that knows registries: it answers with digests, or throws `Unresolved`. */
export interface Source {
  name: SourceName;
  resolve(wanted: Wanted): Promise<Resolved>;
  /** All tags of a repository; asked once for each repository, for `--aliases`. */
  tags(repository: string): Promise<TagDigest[]>;
}

/** A tag without a digest: the row's `error`, and a sentence that names the registry and says what to do. */
export class Unresolved extends Error {
  readonly code: ImageError;

  constructor(code: ImageError, message: string) {
    super(message);
    this.code = code;
  }
}
