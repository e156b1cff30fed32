import * as z from 'zod';

/** What the package takes over from the workspace's own package.json. */
const workspace = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  engines: z.record(z.string(), z.string()),
});

/**
 * The package.json of the package that is installed: all commands, and no dependencies, because the bundles have them.
 * @param commands the files of `bin/`
 * @param pages the files of `share/man/man1/`
 */
export function npmManifest(root: unknown, commands: readonly string[], pages: readonly string[]): object {
  return {
    ...workspace.parse(root),
    // The bundles are CommonJS.
    type: 'commonjs',
    bin: Object.fromEntries(commands.map((command) => [command, `bin/${command}`])),
    man: pages.map((page) => `share/man/man1/${page}`),
  };
}
