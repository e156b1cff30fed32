import t from 'tap';
import { billOfMaterials } from './sbom.ts';

const product = { name: 'product', version: '1.0.0', license: 'MIT' };
const LOCK = `
packages:
  '@scope/a@1.2.3':
    resolution: {integrity: sha512-AAEC}
  b@4.5.6:
    resolution: {integrity: sha512-AwQF}
snapshots:
  '@scope/a@1.2.3(b@4.5.6)':
    dependencies:
      b: 4.5.6
      unbundled: 7.8.9
  b@4.5.6: {}
`;
const bundled = (name: string, version: string) => ({ name, version, license: 'ISC', folder: '' });

t.test('components have the hashes of the lockfile, and depend on what is bundled', async (t) => {
  t.match(billOfMaterials(product, [bundled('@scope/a', '1.2.3'), bundled('b', '4.5.6')], LOCK), {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { component: { type: 'application', name: 'product', purl: 'pkg:npm/product@1.0.0' } },
    components: [
      {
        'bom-ref': '@scope/a@1.2.3',
        purl: 'pkg:npm/%40scope/a@1.2.3',
        licenses: [{ license: { id: 'ISC' } }],
        hashes: [{ alg: 'SHA-512', content: '000102' }],
      },
      { name: 'b', hashes: [{ content: '030405' }] },
    ],
    dependencies: [
      { ref: 'product@1.0.0', dependsOn: ['@scope/a@1.2.3', 'b@4.5.6'] },
      { ref: '@scope/a@1.2.3', dependsOn: ['b@4.5.6'] },
      { ref: 'b@4.5.6', dependsOn: [] },
    ],
  });
});

t.test('a package that is not in the lockfile is an error', async (t) => {
  t.throws(
    () => billOfMaterials(product, [bundled('c', '1.0.0')], LOCK),
    /^c@1\.0\.0: the lockfile has no hash/,
  );
});
