import t from 'tap';
import { bundledPackages, idOf } from './bundled.ts';

const metafile = (inputs: Record<string, number>) =>
  JSON.stringify({
    outputs: {
      out: {
        inputs: Object.fromEntries(
          Object.entries(inputs).map(([file, bytesInOutput]) => [file, { bytesInOutput }]),
        ),
      },
    },
  });
const packageJson = (name: string, version: string) => ({
  'package.json': JSON.stringify({ name, version, license: 'MIT' }),
});

t.test('each package once, by its innermost folder, and none of which nothing is left', async (t) => {
  const root = t.testdir({
    node_modules: {
      '.pnpm': {
        'b@2.0.0': { node_modules: { '@scope': { b: packageJson('@scope/b', '2.0.0') } } },
        'a@1.0.0': { node_modules: { a: packageJson('a', '1.0.0') } },
      },
    },
  });
  const b = 'node_modules/.pnpm/b@2.0.0/node_modules/@scope/b';
  const a = 'node_modules/.pnpm/a@1.0.0/node_modules/a';
  const found = bundledPackages(
    [
      metafile({ [`${b}/lib/x.js`]: 5, 'packages/core/src/version.ts': 9 }),
      metafile({ [`${b}/y.js`]: 1, [`${a}/index.js`]: 3, 'node_modules/dropped/index.js': 0 }),
    ],
    root,
  );
  t.same(found.map(idOf), ['@scope/b@2.0.0', 'a@1.0.0']);
  t.equal(found[0]?.folder, `${root}/${b}`);
});
