import { readFileSync } from 'node:fs';
import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import * as z from 'zod';

/** What esbuild writes with --metafile, as far as it is read here. */
const metafile = z.object({
  outputs: z.record(
    z.string(),
    z.object({ inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })) }),
  ),
});

const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** A package of others, of which code is in a command. */
export interface Bundled extends z.infer<typeof manifest> {
  /** Where it is installed. */
  folder: string;
}

/**
 * The packages of which code is in the bundles, by name and version.
 * @param texts the metafiles of the bundles; their paths start at `root`
 */
export function bundledPackages(texts: readonly string[], root: string): Bundled[] {
  const folders = new Set(
    texts
      .flatMap((text) => Object.values(metafile.parse(JSON.parse(text)).outputs))
      .flatMap(({ inputs }) => Object.entries(inputs))
      .flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? folderOf(file) : [])),
  );
  return [...folders]
    .map((folder) => ({
      ...manifest.parse(JSON.parse(readFileSync(`${root}/${folder}/package.json`, 'utf8'))),
      folder: `${root}/${folder}`,
    }))
    .sort((a, b) => byCodeUnit(idOf(a), idOf(b)));
}

/** `name@version`, as the lockfile calls a package. */
export const idOf = ({ name, version }: Pick<Bundled, 'name' | 'version'>): string => `${name}@${version}`;

function folderOf(file: string): string[] {
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  return folder === undefined ? [] : [folder];
}
