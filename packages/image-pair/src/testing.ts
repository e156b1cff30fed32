import { gzipSync } from 'node:zlib';
import type { PairRow } from '@patch-notebook-sts/core/rows/pair-row';
import { type Header, pack } from 'tar-stream';

/** What is in a layer: a file's text by its name, or an entry of another kind. */
export type Entries = Record<string, string | Partial<Header>>;

/** A tar of some entries, in their order: the same bytes whenever it is made. */
export async function tarOf(entries: Entries): Promise<Buffer> {
  const tar = pack();
  for (const [name, entry] of Object.entries(entries))
    if (typeof entry === 'string') tar.entry({ name, mtime: new Date(0) }, entry);
    else tar.entry({ name, mtime: new Date(0), ...entry });
  tar.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of tar) if (piece instanceof Uint8Array) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

/**
 * Writes the checksum of a tar's header that was changed.
 * https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 */
export function repairChecksum(header: Buffer): void {
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
}

export const gzipped = async (entries: Entries): Promise<Buffer> => gzipSync(await tarOf(entries));

const ZSTD_BLOCK = 128 * 1024;

/**
 * A frame of zstd without compression, because Node has zstd only from 22.15 on.
 * https://www.rfc-editor.org/rfc/rfc8878#name-zstandard-frames
 * @param windowByte the header's descriptor of the window; default: one of 128 KiB
 */
export function zstdFrame(body: Uint8Array, { windowByte = 0x38, blockBytes = ZSTD_BLOCK } = {}): Buffer {
  const pieces: Uint8Array[] = [zstdHeader(windowByte)];
  for (let at = 0; at < body.length; at += blockBytes) {
    const block = body.subarray(at, at + blockBytes);
    pieces.push(zstdBlockHeader(0, block.length, at + block.length === body.length), block);
  }
  return Buffer.concat(pieces);
}

/** A frame of zstd that unpacks to `count` times 128 KiB of zeros, from four bytes each. */
export function zstdBomb(count: number): Buffer {
  const block = (isLast: boolean) => Buffer.concat([zstdBlockHeader(1, ZSTD_BLOCK, isLast), Buffer.of(0)]);
  return Buffer.concat([zstdHeader(0x38), ...Array(count - 1).fill(block(false)), block(true)]);
}

/** It says neither its length nor a checksum. */
const zstdHeader = (windowByte: number): Buffer => Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, windowByte);

/** @param type 0: as it is, 1: one byte repeated */
function zstdBlockHeader(type: 0 | 1, size: number, isLast: boolean): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((size << 3) | (type << 1) | Number(isLast), 0, 3);
  return header;
}

export const rowsOf = (stdout: string): PairRow[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
