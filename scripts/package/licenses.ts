import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type Bundled, idOf } from './bundled.ts';

const RULE = '-'.repeat(80);

/**
 * THIRD-PARTY-LICENSES: the name, version and license text of each package.
 * @param kept folder of texts for packages that come without one, `NAME.txt`
 * @throws Error for a package whose text is in none of these places
 */
export function licensesText(packages: readonly Bundled[], kept: string): string {
  const head =
    'The commands of patch-notebook-sts contain code of the following packages, under their licenses.\n';
  const sections = packages.map(
    (one) => `${RULE}\n${idOf(one)} (${one.license})\n\n${licenseOf(one, kept).trim()}\n`,
  );
  return [head, ...sections].join('\n');
}

function licenseOf(one: Bundled, kept: string): string {
  const files = readdirSync(one.folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  if (files.length > 0) return files.map((file) => readFileSync(`${one.folder}/${file}`, 'utf8')).join('\n');
  const inReadme = readmeSection(one.folder);
  if (inReadme !== undefined) return inReadme;
  const text = `${kept}/${one.name}.txt`;
  if (existsSync(text)) return readFileSync(text, 'utf8');
  throw new Error(`${idOf(one)}: it has no license text; put that of its source into ${text}`);
}

/** The end of a README from its heading `License` on, where that holds the terms and not only their name. */
function readmeSection(folder: string): string | undefined {
  const readme = `${folder}/README.md`;
  if (!existsSync(readme)) return undefined;
  const [, section] = /^(?:#+ *License|License\n-+)\s*\n([\s\S]*)/im.exec(readFileSync(readme, 'utf8')) ?? [];
  return section !== undefined && /copyright/i.test(section) && /warranty/i.test(section)
    ? section
    : undefined;
}
