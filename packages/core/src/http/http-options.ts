import type { LimitFunction } from 'p-limit';
import type { Io } from '../cli/command.ts';
import type { Deadline } from '../io/deadline.ts';

/** The command line options of a client for registries. */
export interface HttpOptions {
  'insecure-http'?: string[] | undefined;
  'ca-file'?: string | undefined;
}

/** What a client is made with. */
export interface HttpContext {
  options: HttpOptions;
  io: Io;
  /** Runs so many requests or tools at a time. */
  limit: LimitFunction;
  deadline: Deadline;
}
