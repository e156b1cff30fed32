import type { Io } from '@patch-notebook-sts/core/cli/command';
import { usageError } from '@patch-notebook-sts/core/failure';
import type { KubectlOptions } from '@patch-notebook-sts/core/kube/kubectl-options';
import type { Deadline } from './deadline.ts';
import type { Limit } from './limit.ts';
import type { Source, SourceName } from './source.ts';
import type { Wanted } from './wanted.ts';

/** The options that are about sources, as they were given. */
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
export interface Opening {
  options: SourceOptions;
  wanted: readonly Wanted[];
  io: Io;
  limit: Limit;
  deadline: Deadline;
}

/** Which sources an option is for; those that aren't here are for all of them. */
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

/** Refuses an option that its source would silently not use. */
export function refuseMisplaced(options: SourceOptions): void {
  for (const [option, sources] of Object.entries(OPTION_SOURCES)) {
    const value = options[option as keyof SourceOptions];
    if (value === undefined || value === false || sources.includes(options.source)) continue;
    throw usageError(`--${option} is for --source ${sources.join(' or ')}, not for ${options.source}`);
  }
}

/** Opens the source that `--source` names; each is loaded only when it is wanted. */
export async function openSource(opening: Opening): Promise<Source> {
  switch (opening.options.source) {
    case 'az':
      return (await import('./open-az.ts')).openAz(opening);
    case 'jfrog':
      return (await import('./open-jfrog.ts')).openJfrog(opening);
    case 'registry':
      return (await import('./open-registry.ts')).openRegistry(opening);
  }
}
