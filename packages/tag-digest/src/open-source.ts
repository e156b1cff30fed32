import type { Source } from './source/source.ts';
import type { SourceContext } from './source/source-options.ts';

/** Opens the source that `--source` names, and loads only that one. */
export async function openSource(context: SourceContext): Promise<Source> {
  switch (context.options.source) {
    case 'az':
      return (await import('./az/open-az.ts')).openAz(context);
    case 'jfrog':
      return (await import('./jfrog/open-jfrog.ts')).openJfrog(context);
    case 'registry':
      return (await import('./registry/open-registry.ts')).openRegistry(context);
  }
}
