import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { run } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { authEntry, registryFor } from './testing.ts';

const bearer = { scheme: 'bearer', anonymous: true } as const;
const imagesOf = (count: number, host = 'ghcr.io') =>
  Array.from({ length: count }, (_, n) => ['--image', `${host}/app${n}`]).flat();

t.test('5 repositories × 2 tags with token auth: at most 4 sequential round trips', async (t) => {
  const { registry, tagDigest } = await registryFor(t, { hosts: { 'ghcr.io': { auth: bearer } } });
  for (let n = 0; n < 5; n += 1)
    for (const tag of ['v1', 'v2']) registry.push(`ghcr.io/app${n}:${tag}`, { seed: tag });
  // One for the challenge, which the first HEAD of app0 meets, one for the tokens, two for the HEADs: whoever asks for less at
  // a time gets no answer.
  registry.faults.add({ path: /token/, together: 5 });
  registry.faults.add({ path: /app[1-4]\/manifests/, together: 4 });
  const { code, stderr } = await tagDigest(['v1', 'v2', ...imagesOf(5), '--timeout', '10m']);
  t.equal(code, 0, stderr);
  t.equal(registry.requests.length, 1 + 5 + 10, 'a token for each repository, a HEAD for each tag');
});

t.test('500 tags with concurrency 16 take less than 100 MB', async (t) => {
  const { registry, folder } = await registryFor(t);
  const { host } = new URL(registry.url);
  registry.configure(host, { auth: bearer });
  const lines: string[] = [];
  for (let n = 0; n < 500; n += 1) {
    registry.push(`${host}/app${n % 100}:t${n}`, { seed: String(n) });
    lines.push(`${host}/app${n % 100}:t${n}`);
  }
  const hook = `${folder}/hook.cjs`;
  writeFileSync(hook, 'process.on("exit", () => console.error(process.resourceUsage().maxRSS))');
  const args = ['--images', '-', '--concurrency', '16'];
  const env = { NODE_OPTIONS: `--require=${hook}` };
  const { code, stdout, stderr } = await run('tag-digest', args, env, lines.join('\n'));
  t.equal(code, 0);
  t.equal(stdout.split('\n').filter((line) => line.includes('"digest":"sha256:')).length, 500);
  t.equal(registry.requests.length, 1 + 100 + 500);
  t.comment(`${Math.round(Number(stderr) / 1024)} MB`);
  t.ok(Number(stderr) / 1024 < 100, `${stderr.trim()} kB`);
});

t.test('2 of 10 requests get a 429: all rows, and no request is early', async (t) => {
  for (const form of ['seconds', 'date']) {
    const { registry, tagDigest } = await registryFor(t);
    for (let n = 0; n < 10; n += 1) registry.push(`ghcr.io/app${n}:v1`, { seed: 'a' });
    const retryAfter = form === 'seconds' ? '1' : new Date(Date.now() + 3000).toUTCString();
    registry.faults.add({ status: 429, retryAfter, every: 5, times: 2 });
    const { code, rows } = await tagDigest(['v1', ...imagesOf(10)]);
    t.equal(code, 0);
    t.equal(rows.filter(({ digest }) => digest?.startsWith('sha256:')).length, 10);
    const limited = registry.requests.filter(({ status }) => status === 429);
    t.equal(limited.length, 2);
    for (const { at, path } of limited) {
      const again = registry.requests.find((request) => request.path === path && request.at > at)?.at ?? 0;
      // On a busy machine the date may have passed before the first request.
      const earliest = form === 'seconds' ? at + 1000 : Date.parse(retryAfter) - performance.timeOrigin;
      t.ok(again >= earliest - 10, `${form}: ${path} ${again - earliest} ms after the earliest time`);
    }
  }
});

t.test('a registry that is down: every row says so', async (t) => {
  const { registry, tagDigest } = await registryFor(t, { hosts: { 'quay.io': { unreachable: true } } });
  const ask = (host: string, ...args: string[]) => tagDigest(['v1', ...imagesOf(10, host), ...args]);
  const down = async (what: string, result: ReturnType<typeof ask>, error = 'unreachable') => {
    const { code, rows, stderr } = await result;
    t.equal(code, 1, what);
    t.same(
      rows.map((row) => row.error),
      Array(10).fill(error),
      what,
    );
    t.equal(
      stderr.split('\n').filter((line) => line.startsWith('tag-digest: ')).length,
      10,
      'a line for each',
    );
  };
  registry.faults.add({ path: /dropped/, dropAfterBytes: 0 });
  registry.faults.add({ path: /busy/, status: 503 });
  registry.faults.add({ path: /for-long/, status: 503, retryAfter: '600' });
  registry.faults.add({ path: /silent/, hang: true });
  // At once, because most of them wait between their tries.
  await Promise.all([
    down('refused', ask('127.0.0.1:1')),
    down('behind a proxy', ask('quay.io')),
    down('dropped', ask('ghcr.io/dropped')),
    down('503', ask('ghcr.io/busy')),
    down('503 for long', ask('ghcr.io/for-long')),
    down('silent', ask('ghcr.io/silent', '--timeout', '1s'), 'timeout'),
  ]);
});

t.test('one bad image is one bad row', async (t) => {
  const { registry, tagDigest } = await registryFor(t);
  for (const name of ['a', 'z']) registry.push(`ghcr.io/${name}:v1`, { seed: name });
  const bad = ['foo.test:99999/x', '[:::::]/x', '1.2.3.4.5/x', 'foo.test:00000000000000000000000001/x'];
  const images = ['ghcr.io/a', ...bad, 'ghcr.io/z'].flatMap((image) => ['--image', image]);
  for (const source of [
    ['registry'],
    ['jfrog', '--repository-key', 'k'],
    ['jfrog', '--repository-key', 'k', '--aliases'],
  ]) {
    const { code, rows, stderr } = await tagDigest(['v1', ...images, '--source', ...source]);
    t.equal(code, 1);
    t.equal(rows.length, 6, source.join(' '));
    t.match(
      stderr,
      'foo.test:99999/x:v1: unreachable: foo.test:99999 is not a possible host and port; correct',
    );
    t.notMatch(stderr, /internal error/);
    if (source[0] === 'registry')
      t.equal(rows.filter(({ digest }) => digest !== null).length, 2, 'the others go on');
  }
});

t.test('occasional failures are retried', async (t) => {
  const { registry, tagDigest } = await registryFor(t);
  for (let n = 0; n < 10; n += 1)
    registry.push(`ghcr.io/app${n}:v1`, { platforms: { 'linux/amd64': `${n}` } });
  registry.faults.add({ every: 7, status: 500 });
  registry.faults.add({ every: 5, dropAfterBytes: 0 });
  registry.faults.add({ every: 4, method: 'GET', dropAfterBytes: 20 });
  const { code, rows } = await tagDigest(['v1', ...imagesOf(10)]);
  t.equal(code, 0);
  t.equal(rows.filter(({ digest }) => digest).length, 10);
});

t.test('no secret in the process table, on stdout or on stderr', async (t) => {
  // Tests beside this one have secrets, too.
  const secret = `s3cret${process.pid}`;
  const { registry, folder, env } = await registryFor(t, {
    hosts: {
      'ghcr.io': { auth: { scheme: 'bearer', users: { u: `${secret}-helper` } } },
      'quay.io': { auth: { scheme: 'basic', users: { u: `${secret}-config` } } },
    },
  });
  const helper = `${folder}/docker-credential-lab`;
  writeFileSync(helper, `#!/bin/sh\nsleep 0.1\necho '{"Username":"u","Secret":"${secret}-helper"}'\n`);
  chmodSync(helper, 0o755);
  const config = {
    credHelpers: { 'ghcr.io': 'lab' },
    auths: { 'quay.io': authEntry('u', `${secret}-config`) },
  };
  writeFileSync(`${folder}/config.json`, JSON.stringify(config));
  for (const host of ['ghcr.io', 'quay.io']) registry.push(`${host}/app0:v1`, { seed: 'a' });
  registry.latencyMs = 20;

  const commandLines = new Set<string>();
  const sample = () => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        commandLines.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
      } catch {
        // It has ended.
      }
    }
  };
  const sampling = setInterval(sample, 5);
  t.teardown(() => clearInterval(sampling));
  const args = ['v1', ...imagesOf(1), ...imagesOf(1, 'quay.io'), '--docker-config', folder, '--verbose'];
  const more = { ...env, PATH: `${folder}:${process.env.PATH}` };
  const faults = [
    {},
    { status: 401 },
    { status: 403, body: `${secret}-body` },
    { path: /token/, body: `${secret}-token` },
  ];
  const texts: string[] = [];
  for (const fault of faults) {
    registry.faults.clear();
    if (Object.keys(fault).length > 0) registry.faults.add(fault);
    const path = `${folder}:${folder}/../../dist/bin`;
    const { stdout, stderr } = await run(`${process.cwd()}/dist/bin/tag-digest`, args, {
      ...more,
      PATH: `${path}:${process.env.PATH}`,
    });
    texts.push(stdout, stderr);
  }
  clearInterval(sampling);
  t.match(texts[0], /"repository":"ghcr.io\/app0","tag":"v1","digest":"sha256:/);
  t.match(texts[1], /docker-credential-lab get \(ghcr\.io\)/);
  t.match(texts[1], /GET https:\/\/ghcr\.io\/token: 200/);
  const seen = [...commandLines].join('\n');
  t.match(seen, /tag-digest/, 'the command was seen');
  t.match(seen, /docker-credential-lab\0get/, 'and the helper');
  const encoded = [
    authEntry('u', `${secret}-helper`).auth,
    authEntry('u', `${secret}-config`).auth,
    'Bearer ',
    'Basic ',
  ];
  for (const text of [secret, ...encoded.slice(0, 2)]) {
    t.notOk(seen.includes(text), 'process table');
    t.notOk(texts.join('\n').includes(text), 'output');
  }
});

t.test('--help loads no HTTP client', async (t) => {
  const { folder } = await registryFor(t);
  const hook = `${folder}/hook.cjs`;
  writeFileSync(hook, 'process.on("exit", () => console.error(process.moduleLoadList.join(" ")))');
  const loadedBy = async (...args: string[]) =>
    (await run('tag-digest', args, { NODE_OPTIONS: `--require=${hook}` })).stderr;
  t.notMatch(await loadedBy('--help'), /NativeModule (http|https|tls)\b/);
  t.match(await loadedBy('v1', '--image', '127.0.0.1:1/a'), /NativeModule http\b/);
});
