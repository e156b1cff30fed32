import { posix } from 'node:path';
import { readBlob } from '@patch-notebook-sts/core/registry/read-blob';
import type { RegistryApi } from '@patch-notebook-sts/core/registry/registry-api';
import { copiesTo } from './copies-to.ts';
import { type FoundFile, findInLayer } from './find-in-layer.ts';
import { type Layer, readLayers } from './read-layers.ts';

/** Bytes of a layer, as it is pulled; the HTTP client takes no more either. */
const MAX_LAYER = 4 * 1024 * 1024;
/** Bytes of all layers that are read of one image. */
const MAX_IMAGE = 4 * MAX_LAYER;

/**
 * Reads a file of an image without pulling the image: its layers from the top, except those that can't have the file
 * by what the history says.
 *
 * A layer that is too large is passed by only where the history says that the file is copied in below, and the layer's
 * own command names neither the file nor its folder. Else the file is not known.
 * @param manifest digest of one platform's manifest
 * @throws ResolveError
 */
export async function readFileOf(
  api: RegistryApi,
  repository: string,
  manifest: string,
  path: string,
): Promise<FoundFile> {
  const layers = await readLayers(api, repository, manifest);
  let left = MAX_IMAGE;
  for (const [i, layer] of layers.entries()) {
    if (layer.command !== undefined && copiesTo(layer.command, path) === 'elsewhere') continue;
    if (layer.size > Math.min(MAX_LAYER, left)) {
      const isCopiedBelow = layers
        .slice(i + 1)
        .some(({ command = '' }) => copiesTo(command, path) === 'there');
      if (isCopiedBelow && leavesAlone(layer, path)) continue;
      return { why: `may be in a layer of ${layer.size} bytes, which is too large to read` };
    }
    const body = await readBlob(api, repository, layer.digest);
    // The manifest may say less.
    left -= Math.max(layer.size, body.length);
    const found = await findInLayer(body, path);
    if (found !== undefined) return found;
  }
  return { why: 'is not in the image' };
}

/** Whether a command that isn't a copy says nothing of a file or its folder. */
function leavesAlone({ command }: Layer, path: string): boolean {
  if (command === undefined || copiesTo(command, path) !== undefined) return false;
  const folder = posix.dirname(path);
  return !command.includes(posix.basename(path)) && (folder === '/' || !command.includes(folder));
}
