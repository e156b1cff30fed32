import { createHttpClient } from '@patch-notebook-sts/core/http/create-http-client';
import { readArtifactory } from '@patch-notebook-sts/core/registry/artifactory-options';
import type { Source } from '../source/source.ts';
import { PASSWORD_VARIABLE, type SourceContext } from '../source/source-options.ts';
import { createJfrogSource } from './jfrog-source.ts';

/** Opens `--source jfrog`. */
export async function openJfrog(context: SourceContext): Promise<Source> {
  const { options, requests, io } = context;
  const repositories = requests.map(({ repository }) => repository);
  const access = await readArtifactory(options, repositories, io.env, PASSWORD_VARIABLE);
  return createJfrogSource(await createHttpClient(context), {
    ...access,
    expireCache: options['expire-cache'] ?? false,
  });
}
