import { usageError } from '@patch-notebook-sts/core/failure';
import type { RegistryContext, RegistryOptions } from '@patch-notebook-sts/core/registry/registry-options';
import type { SourceName, TagRequest } from './source.ts';

/** The variable that has the password of `--username`. */
export const PASSWORD_VARIABLE = 'TAG_DIGEST_PASSWORD';

/** The command line options that sources read. */
export interface SourceOptions extends RegistryOptions {
  source: SourceName;
  aliases?: boolean | undefined;
  details?: boolean | undefined;
  running?: string | undefined;
  'registry-name'?: string | undefined;
  url?: string | undefined;
  'repository-key'?: string | undefined;
  'token-file'?: string | undefined;
  'expire-cache'?: boolean | undefined;
}

/** What a source is opened with. */
export interface SourceContext extends RegistryContext {
  options: SourceOptions;
  /** Everything that will be looked up. */
  requests: readonly TagRequest[];
}

/** The sources that read an option. An option that is not listed is read by all of them. */
const OPTION_SOURCES: Partial<Record<keyof SourceOptions, readonly SourceName[]>> = {
  details: ['registry'],
  running: ['registry'],
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
