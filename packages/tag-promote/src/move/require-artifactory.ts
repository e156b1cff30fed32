import { oneLineMessage, toolFailure } from '@patch-notebook-sts/core/failure';
import type { ArtifactoryClient } from '@patch-notebook-sts/core/registry/artifactory-client';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { parseJson } from '@patch-notebook-sts/core/text/json';
import { printable } from '@patch-notebook-sts/core/text/printable';
import * as z from 'zod';

/** https://jfrog.com/help/r/jfrog-rest-apis/version-and-add-ons-information */
const Version = z.object({ version: z.string() });

/**
 * The first version in which a promotion over a tag leaves the layers that other tags of the image share.
 * https://jfrog.com/help/r/jfrog-artifactory-documentation/promote-docker-images
 */
const FIRST = [7, 117, 1] as const;

/** Refuses a server whose promotion may break other tags, or that isn't Artifactory (exit 1). */
export async function requireArtifactory(artifactory: ArtifactoryClient, base: URL): Promise<void> {
  const { host } = base;
  const response = await artifactory
    .send({ method: 'GET', url: new URL('api/system/version', base) })
    .catch((error: unknown) => {
      if (!(error instanceof ResolveError)) throw error;
      const why =
        error.code === 'not-found' ? `${host} is not Artifactory; check --url` : oneLineMessage(error);
      throw toolFailure(`--source jfrog: ${why}`);
    });
  const version = Version.safeParse(parseJson(response.body)).data?.version;
  if (version === undefined)
    throw toolFailure(
      `--source jfrog: ${host} doesn't say which version it is; is it Artifactory? Check --url`,
    );
  if (isOlder(version))
    throw toolFailure(
      `--source jfrog: ${host} is Artifactory ${printable(version, 40)}, where a promotion may delete layers of other tags; ` +
        `it needs ${FIRST.join('.')}, or take --source registry`,
    );
}

/** Whether a version is older than the first that is safe, or is none. */
export function isOlder(version: string): boolean {
  const parts = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [];
  const first = FIRST.findIndex((part, n) => parts[n] !== part);
  return first !== -1 && !((parts[first] ?? 0) > (FIRST[first] ?? 0));
}
