import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import type { PairRow } from '@patch-notebook-sts/core/rows/pair-row';
import { type Header, pack } from 'tar-stream';

/** What is in a layer: a file's text by its name, or an entry of another kind. */
export type Entries = Record<string, string | Partial<Header>>;

/** A tar of some entries, in their order. */
export async function tarOf(entries: Entries): Promise<Buffer> {
  const tar = pack();
  for (const [name, entry] of Object.entries(entries))
    if (typeof entry === 'string') tar.entry({ name }, entry);
    else tar.entry({ name, ...entry });
  tar.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of tar) if (piece instanceof Uint8Array) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

export const gzipped = async (entries: Entries): Promise<Buffer> => gzipSync(await tarOf(entries));

/** Compressed by zstd's own tool. */
export const zstd = (body: Buffer): Buffer => execFileSync('zstd', ['-c', '-q'], { input: body });

export const rowsOf = (stdout: string): PairRow[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
