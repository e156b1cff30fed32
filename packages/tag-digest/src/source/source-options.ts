import type { Io } from '@patch-notebook-sts/core/cli/command';
import { usageError } from '@patch-notebook-sts/core/failure';
import type { KubectlOptions } from '@patch-notebook-sts/core/kube/kubectl-options';
import type { LimitFunction } from 'p-limit';
import type { Deadline } from './deadline.ts';
import type { SourceName, TagRequest } from './source.ts';

/** The command line options that sources read. */
export interface SourceOptions extends KubectlOptions {
  source: SourceName;
  aliases?: boolean | undefined;
  username?: string | undefined;
  'password-file'?: string | undefined;
  'docker-config'?: string | undefined;
  'pull-secret'?: string[] | undefined;
  'insecure-http'?: string[] | undefined;
  'ca-file'?: string | undefined;
  'registry-name'?: string | undefined;
  url?: string | undefined;
  'repository-key'?: string | undefined;
  'token-file'?: string | undefined;
  'expire-cache'?: boolean | undefined;
}

/** What a source is opened with. */
export interface SourceContext {
  options: SourceOptions;
  /** Everything that will be looked up. */
  requests: readonly TagRequest[];
  io: Io;
  /** Runs at most `--concurrency` requests or tools at a time. */
  limit: LimitFunction;
  deadline: Deadline;
}

/** The sources that read an option. An option that is not listed is read by all of them. */
const OPTION_SOURCES: Partial<Record<keyof SourceOptions, readonly SourceName[]>> = {
  'docker-config': ['registry'],
  'pull-secret': ['registry'],
  'insecure-http': ['registry'],
  'ca-file': ['registry', 'jfrog'],
  'registry-name': ['az'],
  url: ['jfrog'],
  'repository-key': ['jfrog'],
  'token-file': ['jfrog'],
  'expire-cache': ['jfrog'],
};

/** Refuses an option that the chosen source would silently ignore (exit 2). */
export function refuseMisplacedOptions(options: SourceOptions): void {
  for (const [option, sources] of Object.entries(OPTION_SOURCES)) {
    const value = options[option as keyof SourceOptions];
    if (value === undefined || value === false || sources.includes(options.source)) continue;
    throw usageError(`--${option} is for --source ${sources.join(' or ')}, not for ${options.source}`);
  }
}
