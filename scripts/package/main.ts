import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { bundledPackages } from './bundled.ts';
import { licensesText } from './licenses.ts';
import { npmManifest } from './npm-manifest.ts';
import { billOfMaterials } from './sbom.ts';

/** `package COMMAND...`, run in the repository's folder by the build: writes to dist/doc what belongs to the commands. */
function main(commands: readonly string[]): void {
  const product = JSON.parse(readFileSync('package.json', 'utf8'));
  const metafiles = readdirSync('dist/meta').map((file) => readFileSync(`dist/meta/${file}`, 'utf8'));
  const packages = bundledPackages(metafiles, '.');
  const lock = readFileSync('pnpm-lock.yaml', 'utf8');
  const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

  writeFileSync('dist/doc/THIRD-PARTY-LICENSES', licensesText(packages, 'scripts/package/licenses'));
  writeFileSync('dist/doc/sbom.cdx.json', json(billOfMaterials(product, packages, lock)));
  const pages = readdirSync('dist/share/man/man1');
  writeFileSync('dist/doc/package.json', json(npmManifest(product, commands, pages)));
}

main(process.argv.slice(2));
