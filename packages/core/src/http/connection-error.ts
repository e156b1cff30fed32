import type { ImageError } from '../rows/image-row.ts';
import { ResolveError } from '../rows/resolve-error.ts';

/** A request that got no complete response. `reason` is Node's error code. */
export class ConnectionError extends ResolveError {
  readonly reason: string;

  constructor(code: ImageError, message: string, reason: string) {
    super(code, message);
    this.reason = reason;
  }
}
