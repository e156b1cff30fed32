import type { ImageError } from './image-row.ts';

/** Why a tag has no digest: the row's `error`, and a sentence that names the registry and says what to do. */
export class ResolveError extends Error {
  readonly code: ImageError;

  constructor(code: ImageError, message: string) {
    super(message);
    this.code = code;
  }
}
