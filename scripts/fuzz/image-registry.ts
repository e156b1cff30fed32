import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { digestOf } from '@patch-notebook-sts/core/oci/manifest';
import { anyLayer } from './layers.ts';
import { mutate, mutateJson } from './mutate.ts';
import type { Random } from './random.ts';

const IMAGE_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';
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
    return json({ schemaVersion: 2, mediaType: IMAGE_TYPE, config, layers, annotations }, IMAGE_TYPE);
  };
  const index = async () => {
    const manifests = [
      { ...(await image()), platform: { os: 'linux', architecture: 'amd64' } },
      { ...(await image()), platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
    ];
    return json({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests }, INDEX_TYPE);
  };
  for (const tag of ['v1', 'recommended'])
    tags.set(tag, (random.oneIn(2) ? await image() : await index()).digest);
  return { tags, blobs };
}

/** Starts a registry of such images, which does what a registry should. */
export async function startImageRegistry(random: Random) {
  const { tags, blobs } = await anyRepository(random);
  const server = createServer(async (request, response) => {
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
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    digest: tags.get('v1') ?? '',
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
