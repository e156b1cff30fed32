import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/**
 * Bundles the test files named as arguments into dist/tests, so that Node runs them as they are: compiling each on its
 * own start takes longer than most tests do. What they share is in chunks beside them.
 */
async function main(files: string[]): Promise<void> {
  await build({
    entryPoints: files,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    outdir: 'dist/tests',
    outbase: '.',
    outExtension: { '.js': '.mjs' },
    sourcemap: true,
    logLevel: 'warning',
    external: ['tap', 'esbuild', 'playwright-core'],
    plugins: [sourcePlaces],
    // CommonJS libraries still ask for require.
    banner: {
      js: "import { createRequire as bannerRequire } from 'node:module'; const require = bannerRequire(import.meta.url);",
    },
  });
}

/** A test names fixtures by its own place, which is that of its source. */
const sourcePlaces: Plugin = {
  name: 'source-places',
  setup({ onLoad }) {
    onLoad({ filter: /\/(packages|scripts)\/[^@]*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.filename', JSON.stringify(path));
      return { contents, loader: 'ts' };
    });
  },
};

await main(process.argv.slice(2));
