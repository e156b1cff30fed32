import { createImageLookup } from '@patch-notebook-sts/core/registry/image-lookup';
import type { RegistryApi } from '@patch-notebook-sts/core/registry/registry-api';

/** What an image says about how it was built. */
export type Labels = Readonly<Record<string, string>>;

/**
 * The labels of the images that a tag points to: one for each platform of an index, without attestations.
 * @param reference a tag or a digest
 */
export async function readLabels(api: RegistryApi, repository: string, reference: string): Promise<Labels[]> {
  const images = await createImageLookup(api).images(repository, reference);
  return images.map(({ labels }) => labels);
}
