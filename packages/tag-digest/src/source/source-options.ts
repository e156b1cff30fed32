import { usageError } from '@patch-notebook-sts/core/failure';
import type { ArtifactoryOptions } from '@patch-notebook-sts/core/registry/artifactory-options';
import type { RegistryContext, RegistryOptions } from '@patch-notebook-sts/core/registry/registry-options';
import type { SourceName, TagRequest } from './source.ts';

/** The variable that has the password of `--username`. */
export const PASSWORD_VARIABLE = 'TAG_DIGEST_PASSWORD';

/** The command line options that sources read. */
export interface SourceOptions extends RegistryOptions, ArtifactoryOptions {
  source: SourceName;
  aliases?: boolean | undefined;
  details?: boolean | undefined;
  label?: string[] | undefined;
  running?: string | undefined;
  'registry-name'?: string | undefined;
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
  label: ['registry'],
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

/** Refuses an option that would silently be ignored (exit 2), such as one that the chosen source doesn't read. */
export function refuseMisplacedOptions(options: SourceOptions): void {
  if (options.label !== undefined && !options.details) throw usageError('--label: needs --details');
  for (const [option, sources] of Object.entries(OPTION_SOURCES)) {
    const value = options[option as keyof SourceOptions];
    if (value === undefined || value === false || sources.includes(options.source)) continue;
    throw usageError(`--${option} is for --source ${sources.join(' or ')}, not for ${options.source}`);
  }
}
