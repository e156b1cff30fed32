import { buffer } from 'node:stream/consumers';
import { digestOf } from '@patch-notebook-sts/core/oci/manifest';
import { OCI_INDEX, OCI_MANIFEST } from '@patch-notebook-sts/testbed/registry/media-types';
import { anyLayer } from './layers.ts';
import { mutate, mutateJson } from './mutate.ts';
import type { Random } from './random.ts';
import { startServer } from './start-server.ts';

/** A label that its images may have. */
export const LABEL = 'org.example.worker';
const CONFIG = {
  created: '2026-11-01T00:00:00Z',
  os: 'linux',
  architecture: 'amd64',
  config: {
    Labels: {
      'org.opencontainers.image.revision': 'a'.repeat(40),
      'org.opencontainers.image.version': '1.2.3',
      'org.opencontainers.image.source': 'https://github.com/org/app',
      [LABEL]: 'ghcr.io/org/worker:v1',
    },
  },
  history: [{ created_by: 'RUN apt-get update', empty_layer: true }, { created_by: 'COPY . /pre-home' }],
};

interface Blob {
  type: string;
  body: Buffer;
}

/** The tags of a repository, and everything that is in it, by digest. */
interface Repository {
  tags: Map<string, string>;
  blobs: Map<string, Blob>;
}

/** Images that somebody built to harm: each digest is right, and what is behind it may be anything. */
async function anyRepository(random: Random): Promise<Repository> {
  const blobs = new Map<string, Blob>();
  const tags = new Map<string, string>();
  const keep = (body: Buffer, type = 'application/octet-stream') => {
    const digest = digestOf(body);
    blobs.set(digest, { body, type });
    return { mediaType: type, digest, size: random.oneIn(8) ? random.below(2 ** 31) : body.length };
  };
  const json = (value: unknown, type: string) =>
    keep(random.oneIn(3) ? mutateJson(value, random) : Buffer.from(JSON.stringify(value)), type);
  const image = async () => {
    const annotations = random.oneIn(2) ? mutate(CONFIG.config.Labels, random) : undefined;
    const config = json(
      random.oneIn(2) ? mutate(CONFIG, random) : CONFIG,
      'application/vnd.oci.image.config.v1+json',
    );
    const layers = [keep(await anyLayer(random)), keep(await anyLayer(random))];
    return json({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers, annotations }, OCI_MANIFEST);
  };
  const index = async () => {
    const manifests = [
      { ...(await image()), platform: { os: 'linux', architecture: 'amd64' } },
      { ...(await image()), platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
    ];
    return json({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }, OCI_INDEX);
  };
  for (const tag of ['v1', 'recommended'])
    tags.set(tag, (random.oneIn(2) ? await image() : await index()).digest);
  return { tags, blobs };
}

/** Starts a registry of such images, which does what a registry should. */
export async function startImageRegistry(random: Random) {
  const { tags, blobs } = await anyRepository(random);
  const server = await startServer(async (request, response) => {
    const reference = request.url?.split('/').at(-1) ?? '';
    const pushed = await buffer(request);
    if (request.method === 'PUT') {
      tags.set(reference, digestOf(pushed));
      return void response.writeHead(201).end();
    }
    const digest = tags.get(reference) ?? reference;
    const blob = blobs.get(digest);
    if (blob === undefined) return void response.writeHead(404).end();
    response.writeHead(200, {
      'Content-Type': blob.type,
      'Content-Length': blob.body.length,
      'Docker-Content-Digest': digest,
    });
    response.end(request.method === 'HEAD' ? undefined : blob.body);
  });
  return { ...server, digest: tags.get('v1') ?? '' };
}
