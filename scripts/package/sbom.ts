import { parse } from 'yaml';
import * as z from 'zod';
import { type Bundled, idOf } from './bundled.ts';

/** What pnpm-lock.yaml says of packages, as far as it is read here. */
const lockfile = z.object({
  packages: z.record(z.string(), z.object({ resolution: z.object({ integrity: z.string() }) })),
  snapshots: z.record(
    z.string(),
    z.object({
      dependencies: z.record(z.string(), z.string()).default({}),
      optionalDependencies: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

/** The package itself, whose commands contain the others. */
export interface Product {
  name: string;
  version: string;
  license: string;
}

/**
 * A bill of materials in CycloneDX 1.6: what is bundled, with the hashes and dependencies that the lockfile has.
 * It has no time and no serial number, so the same sources give the same file.
 * https://cyclonedx.org/docs/1.6/json/
 * @throws Error for a package that the lockfile doesn't have
 */
export function billOfMaterials(product: Product, packages: readonly Bundled[], lockText: string): object {
  const lock = lockfile.parse(parse(lockText));
  const ids = new Set(packages.map(idOf));
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': idOf(product), ...identity(product) } },
    components: packages.map((one) => ({
      type: 'library',
      'bom-ref': idOf(one),
      ...identity(one),
      hashes: [{ alg: 'SHA-512', content: sha512(one, lock.packages[idOf(one)]?.resolution.integrity) }],
    })),
    dependencies: [
      { ref: idOf(product), dependsOn: [...ids] },
      ...packages.map((one) => {
        const { dependencies = {}, optionalDependencies = {} } = lock.snapshots[snapshotOf(one, lock)] ?? {};
        const needed = Object.entries({ ...dependencies, ...optionalDependencies });
        return {
          ref: idOf(one),
          dependsOn: needed
            .map(([name, version]) => `${name}@${version.replace(/\(.*/, '')}`)
            .filter((id) => ids.has(id)),
        };
      }),
    ],
  };
}

const identity = ({ name, version, license }: Product) => ({
  name,
  version,
  licenses: [{ license: { id: license } }],
  // https://github.com/package-url/purl-spec: the @ of a scope is escaped
  purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
});

/** The lockfile names a snapshot after its peers too: `name@version(peer@version)`. */
const snapshotOf = (one: Bundled, lock: z.infer<typeof lockfile>): string =>
  Object.keys(lock.snapshots).find((key) => key.replace(/\(.*/, '') === idOf(one)) ?? '';

function sha512(one: Bundled, integrity: string | undefined): string {
  const [, base64] = /^sha512-(.+)$/.exec(integrity ?? '') ?? [];
  if (base64 === undefined) throw new Error(`${idOf(one)}: the lockfile has no hash of it`);
  return Buffer.from(base64, 'base64').toString('hex');
}
