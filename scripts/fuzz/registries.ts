import type { IncomingMessage, ServerResponse } from 'node:http';
import { digestOf } from '@patch-notebook-sts/core/oci/manifest';
import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { OCI_INDEX, OCI_MANIFEST } from '@patch-notebook-sts/testbed/registry/media-types';
import { command } from '../../packages/tag-digest/src/command.ts';
import { addFinding, countCase, createResult, type PartResult, runCases, whyBadStderr } from './findings.ts';
import { mutate, mutateJson } from './mutate.ts';
import { createRandom, type Random } from './random.ts';
import { inProcess } from './run-in-process.ts';
import { startServer } from './start-server.ts';

const PASSWORD = 'correct horse battery staple';
const DIGEST = `sha256:${'ab'.repeat(32)}`;
const IMAGE = {
  schemaVersion: 2,
  mediaType: OCI_MANIFEST,
  config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: DIGEST, size: 2 },
  layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: DIGEST, size: 10 }],
};
const INDEX = {
  schemaVersion: 2,
  mediaType: OCI_INDEX,
  manifests: [
    { mediaType: OCI_MANIFEST, digest: DIGEST, size: 1, platform: { os: 'linux', architecture: 'amd64' } },
    {
      mediaType: OCI_MANIFEST,
      digest: DIGEST,
      size: 1,
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
    },
  ],
};

const STATUSES: readonly [number, ...number[]] = [
  200, 200, 200, 200, 204, 206, 301, 307, 400, 401, 403, 404, 418, 429, 500, 503,
];
const TYPES: readonly [string, ...string[]] = [
  OCI_MANIFEST,
  OCI_INDEX,
  'application/json',
  'text/html',
  'a;b="\\"',
  '',
];
const CHALLENGES: readonly [string, ...string[]] = [
  'Bearer realm="/token",service="x"',
  'Bearer realm="http://169.254.169.254/latest"',
  'Bearer realm="file:///etc/passwd"',
  'Basic',
  'Bearer',
  `Bearer realm="${'a,'.repeat(3000)}`,
  'Bearer realm="x", error="insufficient_scope", Basic realm="\u009b31m"',
];
const LOCATIONS: readonly [string, ...string[]] = [
  '/v2/org/app/manifests/v1',
  '//',
  'http://[::1',
  'http://10.0.0.1:1/',
  '',
];
const RETRIES: readonly [string, ...string[]] = [
  '0',
  '315360000',
  '-1',
  'Fri, 31 Dec 2199 23:59:59 GMT',
  'soon',
];

/** Starts a registry that is wrong in ways of its own; `named` are the digests that it has named or served. */
export async function startHostileRegistry(random: Random) {
  const named = new Set<string>();
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const isToken = request.url?.startsWith('/token');
    const base = isToken ? { token: 'a' } : random.oneIn(2) ? IMAGE : INDEX;
    const body = random.oneIn(40)
      ? Buffer.from(`[${'[],'.repeat(1_000_000)}[]]`)
      : random.oneIn(2)
        ? mutateJson(base, random)
        : Buffer.from(JSON.stringify(random.oneIn(2) ? base : mutate(base, random)));
    const isCalm = !random.oneIn(3);
    const digest = random.pick([
      digestOf(body),
      digestOf(body),
      digestOf(body),
      DIGEST,
      '',
      digestOf(Buffer.alloc(0)),
      'sha256:x',
    ]);
    named.add(digest).add(digestOf(body));
    if (random.oneIn(15)) return;
    if (random.oneIn(15)) return void request.socket.destroy();
    response.statusCode = isCalm ? 200 : random.pick(STATUSES);
    const headers = {
      'Content-Type': isCalm ? (base === INDEX ? OCI_INDEX : OCI_MANIFEST) : random.pick(TYPES),
      'Docker-Content-Digest': random.oneIn(8) ? [digest, DIGEST] : digest,
      'WWW-Authenticate': random.pick(CHALLENGES),
      Location: random.pick(LOCATIONS),
      'Retry-After': random.pick(RETRIES),
      ETag: digest,
    };
    for (const [name, value] of Object.entries(headers))
      if (!random.oneIn(4)) response.setHeader(name, value);
    if (request.method === 'HEAD') return void response.end();
    if (random.oneIn(15)) {
      response.setHeader('Content-Length', body.length + 10);
      return void response.write(body);
    }
    response.end(body);
  };
  const { host, close } = await startServer(answer);
  return { image: `${host}/org/app`, named, close };
}

/** Hostile answers of registries through tag-digest. */
export async function fuzzRegistries(seed: number, count: number): Promise<PartResult> {
  const result = createResult('registries');
  await runCases(count, 16, (i) => fuzzRegistry(result, i, createRandom(seed, 'registries', i)));
  return result;
}

async function fuzzRegistry(result: PartResult, index: number, random: Random): Promise<void> {
  const { image, named, close } = await startHostileRegistry(random);
  const args = ['v1', '--image', image, '--timeout', '2s', '--username', 'robot'];
  if (random.oneIn(4)) args.push('--aliases');
  const run = await inProcess(command, args, { TAG_DIGEST_PASSWORD: PASSWORD });
  const { code, stdout, stderr, crash } = await run(Buffer.alloc(0));
  close();
  const wrong =
    crash ??
    whyBadStderr(stderr) ??
    (code === 0 || code === 1 ? undefined : `exit status ${code}`) ??
    (`${stdout}${stderr}`.includes(PASSWORD) ? 'it tells the password' : undefined);
  const found = wrong === undefined ? whyBadRow(stdout, named) : { wrong, end: 'crash' };
  countCase(result, `exit ${code}, ${found.end}`);
  if (found.wrong !== undefined) addFinding(result, index, found.wrong, stdout + stderr);
}

/** One row for the tag, with a digest that the registry has named or served, or with an error. */
function whyBadRow(stdout: string, named: ReadonlySet<string>): { wrong?: string; end: string } {
  const lines = stdout.split('\n').filter(Boolean);
  const row = ImageRow.safeParse(lines.length === 1 ? JSON.parse(lines[0] ?? '') : undefined);
  if (!row.success) return { wrong: `${lines.length} rows: ${row.error.issues[0]?.message}`, end: 'no row' };
  const { digest, error, platforms = {} } = row.data;
  if (digest === null)
    return error === undefined ? { wrong: 'neither digest nor error', end: 'no row' } : { end: error };
  if (!named.has(digest) || digest === digestOf(Buffer.alloc(0)))
    return { wrong: `nobody named ${digest}`, end: 'a digest' };
  return Object.values(platforms).some((platform) => platform === digest)
    ? { wrong: `${digest} is its own platform`, end: 'a digest' }
    : { end: 'a digest' };
}
