import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { COMMANDS } from './commands.ts';

/** What imports what: a file, package or folder with those that it imports. */
type Graph = Map<string, Set<string>>;

const PACKAGES = readdirSync(`${ROOT}packages`);
const WORKSPACE = '@patch-notebook-sts/';

/** Every source and test with the workspace's files that it imports, in types and lazily too. */
const files: Graph = new Map(
  [...PACKAGES.map((name) => `packages/${name}/src`), 'scripts']
    .flatMap((folder) =>
      readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => `${folder}/${file}`),
    )
    .map((file) => [file, new Set(importsOf(file, readFileSync(`${ROOT}${file}`, 'utf8')))]),
);

/** The workspace's files that a text imports, as paths from the repository's folder. */
function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].flatMap(([, target = '']) => {
    if (target.startsWith('.')) return [posix.join(posix.dirname(file), target)];
    if (!target.startsWith(WORKSPACE)) return [];
    return [target.slice(WORKSPACE.length).replace(/([^/]+)\/(.+)/, 'packages/$1/src/$2.ts')];
  });
}

/** Whether a file only serves tests. */
const isForTests = (file: string) =>
  /(\.test|\.integration|\/testing|\/testbed\/src\/commands)\.ts$/.test(file);

/** The graph of sources alone, with each file replaced by what `place` calls it; what has no place is left out. */
function sourcesBy(place: (file: string) => string | undefined): Graph {
  const graph: Graph = new Map();
  for (const [file, targets] of files) {
    const from = place(file);
    if (from === undefined || isForTests(file)) continue;
    const found = graph.get(from) ?? new Set();
    graph.set(from, found);
    for (const target of targets) {
      const to = place(target);
      if (to !== undefined && to !== from) found.add(to);
    }
  }
  return graph;
}

/** The groups of nodes that import each other, directly or through others. */
function circles(graph: Graph): string[][] {
  const reached = new Map([...graph.keys()].map((node) => [node, reachedFrom(node, graph)]));
  const groups = [...graph.keys()].map((node) =>
    [...(reached.get(node) ?? [])].filter((other) => reached.get(other)?.has(node)).sort(),
  );
  return [...new Set(groups.filter(({ length }) => length > 0).map((group) => group.join(' ')))].map(
    (group) => group.split(' '),
  );
}

/** What a node imports, directly or through others; itself only where there is a circle. */
function reachedFrom(start: string, graph: Graph): Set<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const target of graph.get(node) ?? []) {
      if (!reached.has(target)) waiting.push(target);
      reached.add(target);
    }
  }
  return reached;
}

const packageOf = (file: string) => /^packages\/([^/]+)\//.exec(file)?.[1];

t.test('every import is found', async (t) => {
  const [near, above, core] = ['./a.ts', '../b.ts', `${WORKSPACE}core/io/c`];
  const text = `import '${near}';\nimport type { B } from '${above}';\nconst c = await import('${core}');`;
  t.same(importsOf('packages/x/src/y/z.ts', text), [
    'packages/x/src/y/a.ts',
    'packages/x/src/b.ts',
    'packages/core/src/io/c.ts',
  ]);
  for (const [file, targets] of files)
    for (const target of targets) t.ok(files.has(target), `${file}: ${target}`);
});

t.test('circles are found', async (t) => {
  const graph: Graph = new Map([
    ['a', new Set(['b'])],
    ['b', new Set(['c'])],
    ['c', new Set(['b', 'd'])],
    ['d', new Set()],
    ['e', new Set(['e'])],
  ]);
  t.same(circles(graph), [['b', 'c'], ['e']]);
});

t.test(
  'a command imports core and nothing else of the workspace: the row is their only contract',
  async (t) => {
    t.same(
      COMMANDS,
      PACKAGES.filter((name) => name !== 'core' && name !== 'testbed'),
      'every other package is a command',
    );
    const packages = sourcesBy(packageOf);
    for (const name of COMMANDS) t.same([...(packages.get(name) ?? [])], ['core'], name);
    t.same([...(packages.get('core') ?? ['no sources'])], [], 'core imports no other package');
  },
);

t.test('a package is imported by its name, never by the path of its folder', async (t) => {
  for (const file of files.keys()) {
    const text = readFileSync(`${ROOT}${file}`, 'utf8');
    if (packageOf(file) !== undefined) t.notMatch(text, /from '(\.\.\/)+(core|testbed|sts-|tag-)/, file);
  }
});

t.test('no imports go round in a circle', async (t) => {
  t.same(circles(files), []);
});

t.test('between two folders of a package, imports point one way', async (t) => {
  const folders = sourcesBy((file) => (packageOf(file) === undefined ? undefined : posix.dirname(file)));
  t.same(circles(folders), []);
});

t.test('each command is run by its main.ts, and is built under its own name', async (t) => {
  for (const name of COMMANDS) {
    const folder = `packages/${name}/src`;
    t.ok(files.get(`${folder}/main.ts`)?.has(`${folder}/command.ts`), `${name}: main.ts runs command.ts`);
    const { bin } = JSON.parse(readFileSync(`${ROOT}packages/${name}/package.json`, 'utf8'));
    t.same(bin, { [name]: `../../dist/bin/${name}` });
  }
});

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
