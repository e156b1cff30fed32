import { words } from '@patch-notebook-sts/core/cli/option-values';
import { openRegistryApi } from '@patch-notebook-sts/core/registry/open-registry-api';
import type { Source } from '../source/source.ts';
import type { SourceContext } from '../source/source-options.ts';
import { createRegistrySource } from './registry-source.ts';

/** Opens `--source registry`. */
export const openRegistry = async (context: SourceContext): Promise<Source> =>
  createRegistrySource(
    await openRegistryApi(
      context,
      context.requests.map(({ repository }) => repository),
    ),
    words(context.options.label),
  );
