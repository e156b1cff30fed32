import { ExitCode, Failure, toolFailure } from '../failure.ts';

/** The API server has no such resource or object, or doesn't let the caller read it (exit 1 unless the caller handles it). */
export class Unavailable extends Failure {
  readonly why: 'not-found' | 'forbidden';

  constructor(why: Unavailable['why'], message: string) {
    super(ExitCode.failed, message);
    this.why = why;
  }
}

/**
 * The Failure (exit 1) of a read for which kubectl gave this sentence. A status of the API server comes with its
 * reason: `Error from server (NotFound): the server could not find the requested resource`.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/
 * @param what names the request: `list /api/v1/pods`
 */
export function readFailure(what: string, sentence: string): Failure {
  const [, reason] = /^Error from server \((NotFound|Forbidden)\)/.exec(sentence) ?? [];
  const message = `cannot ${what}: ${sentence}`;
  if (reason === undefined) return toolFailure(message);
  return new Unavailable(reason === 'NotFound' ? 'not-found' : 'forbidden', message);
}
