import type { ImageError } from '@patch-notebook-sts/core/image-row';
import type { Wanted } from './wanted.ts';

/** What a tag points to now. */
export interface Resolved {
  digest: string;
  mediaType?: string;
  /** `os/architecture[/variant]` to manifest digest, for an index. */
  platforms: Record<string, string>;
}

/** Something that knows registries: it answers with a digest, or throws `Unresolved`. */
export interface Source {
  name: 'registry';
  resolve(wanted: Wanted): Promise<Resolved>;
}

/** A tag without a digest: the row's `error`, and a sentence that names the registry and says what to do. */
export class Unresolved extends Error {
  readonly code: ImageError;

  constructor(code: ImageError, message: string) {
    super(message);
    this.code = code;
  }
}
