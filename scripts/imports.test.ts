import { readdirSync, readFileSync } from 'node:fs';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';

const PACKAGES = readdirSync(`${ROOT}packages`);
const COMMANDS = PACKAGES.filter((name) => name !== 'core' && name !== 'testbed');

/** The workspace packages that a package's sources import; tests and their helpers aside. */
function imported(name: string): string[] {
  const sources = readdirSync(`${ROOT}packages/${name}/src`, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.ts$/.test(file) && !/(\.test|\.integration|testing|commands)\.ts$/.test(file),
  );
  t.ok(sources.length > 0, `${name} has sources`);
  const text = sources.map((file) => readFileSync(`${ROOT}packages/${name}/src/${file}`, 'utf8')).join('\n');
  t.notMatch(
    text,
    /from '(\.\.\/)+(core|testbed|sts-|tag-)/,
    `${name} reaches into no other package's folder`,
  );
  return [...new Set([...text.matchAll(/'@patch-notebook-sts\/([^/']+)/g)].map(([, target = '']) => target))];
}

t.test(
  'a command imports core and nothing else of the workspace: the row is their only contract',
  async (t) => {
    t.same(COMMANDS, ['sts-filter', 'sts-list', 'sts-restart', 'tag-digest']);
    for (const name of COMMANDS) t.same(imported(name), ['core'], name);
    t.same(imported('core'), [], 'core imports no other package');
  },
);

t.test('the testbed is never a dependency of a command', async (t) => {
  for (const name of [...COMMANDS, 'core']) {
    const { dependencies } = JSON.parse(readFileSync(`${ROOT}packages/${name}/package.json`, 'utf8'));
    t.notOk('@patch-notebook-sts/testbed' in dependencies, name);
  }
});

t.test('every dependency is pinned exactly, and the lockfile holds no addresses', async (t) => {
  for (const file of ['package.json', ...PACKAGES.map((name) => `packages/${name}/package.json`)]) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(`${ROOT}${file}`, 'utf8'));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      t.match(version, /^(\d+\.\d+\.\d+|workspace:\*)$/, `${file}: ${name}`);
    }
  }
  t.notMatch(readFileSync(`${ROOT}pnpm-lock.yaml`, 'utf8'), /https?:\/\//);
});
