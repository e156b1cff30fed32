import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, type Manifest, recordedManifest } from './manifest.ts';

/** A row of a recorded registry: which digest a tag had. */
export interface CaptureRow {
  /** `k8scc01covidacr.azurecr.io/rstudio:v1`. */
  reference: string;
  manifest: Manifest;
}

/**
 * Reads a recorded `registry.ndjson`, and the bodies of those manifests whose bytes are in the manifests folder, as
 * files called `sha256-<hex>.json`.
 *
 * @param manifestsFolder may be absent on disk.
 * @throws Error with file and line for a row that can't be read; for a body that does not have its name's digest.
 */
export async function readCapture(file: string, manifestsFolder: string): Promise<CaptureRow[]> {
  const bodies = await readBodies(manifestsFolder);
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [parseRow(line, `${file}:${index + 1}`, bodies)],
  );
}

function parseRow(line: string, where: string, bodies: Map<string, string>): CaptureRow {
  const row: unknown = JSON.parse(line);
  if (!isRow(row)) throw new Error(`${where}: repository, tag, digest and mediaType expected`);
  const manifest = recordedManifest(row.digest, row.mediaType, row.platforms);
  const body = bodies.get(row.digest);
  return {
    reference: `${row.repository}:${row.tag}`,
    manifest: body === undefined ? manifest : { ...manifest, body, size: Buffer.byteLength(body) },
  };
}

interface Row {
  repository: string;
  tag: string;
  digest: string;
  mediaType: string;
  platforms?: Record<string, string>;
}

function isRow(row: unknown): row is Row {
  const texts = ['repository', 'tag', 'digest', 'mediaType'] as const;
  return (
    typeof row === 'object' && row !== null && texts.every((key) => typeof (row as Row)[key] === 'string')
  );
}

async function readBodies(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const bodies = new Map<string, string>();
  for (const name of names) {
    const hex = /^sha256-([0-9a-f]{64})\.json$/.exec(name)?.[1];
    if (hex === undefined) continue;
    const body = await readFile(join(folder, name), 'utf8');
    const digest = digestOf(body);
    if (digest !== `sha256:${hex}`) throw new Error(`${join(folder, name)}: its digest is ${digest}`);
    bodies.set(digest, body);
  }
  return bodies;
}
