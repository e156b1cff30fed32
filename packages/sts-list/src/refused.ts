import { ExitCode, Failure, toolFailure } from '@patch-notebook-sts/core/failure';

/** The API server has no such resource, or doesn't let the caller read it (exit 1 where nobody minds it). */
export class Unavailable extends Failure {
  /** kubectl's own sentence. */
  readonly why: string;

  constructor(path: string, why: string) {
    super(ExitCode.failed, `cannot list ${path}: ${why}`);
    this.why = why;
  }
}

/**
 * The Failure (exit 1) of a read for which kubectl gave this sentence. A status of the API server comes with its
 * reason: `Error from server (NotFound): the server could not find the requested resource`.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/
 */
export const readFailure = (path: string, why: string): Failure =>
  /^Error from server \((?:NotFound|Forbidden)\)/.test(why)
    ? new Unavailable(path, why)
    : toolFailure(`cannot list ${path}: ${why}`);
