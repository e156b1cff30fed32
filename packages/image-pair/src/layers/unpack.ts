import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';

/** Sixteen times the largest layer that is read. The window of zstd may keep all of it in memory. */
const MAX_UNPACKED = 64 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

/**
 * The tar of a layer, in pieces. What it is compressed with, gzip, zstd or nothing, is seen by its first bytes, because
 * media types differ. @throws Error where it is damaged, or too large
 */
export async function* unpack(layer: Uint8Array): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of isGzip(layer) ? gunzip(layer) : isZstd(layer) ? unzstd(layer) : [layer]) {
    size += piece.length;
    if (size > MAX_UNPACKED) throw new Error(`it unpacks to more than ${MAX_UNPACKED} bytes`);
    yield piece;
  }
}

const isGzip = (layer: Uint8Array): boolean => layer[0] === 0x1f && layer[1] === 0x8b;

/** A frame, or one that is skipped: https://www.rfc-editor.org/rfc/rfc8878#name-zstandard-frames */
function isZstd(layer: Uint8Array): boolean {
  if (layer.length < 4) return false;
  const magic = Buffer.from(layer.buffer, layer.byteOffset, 4).readUInt32LE();
  return magic === 0xfd2fb528 || magic >>> 4 === 0x184d2a5;
}

const gunzip = (layer: Uint8Array): AsyncIterable<Uint8Array> =>
  Readable.from([layer]).pipe(createGunzip({ chunkSize: CHUNK_BYTES }));

/** Node has zstd from 22.15 on. */
function* unzstd(layer: Uint8Array): Generator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const stream = new Decompress((piece) => void pieces.push(piece));
  for (let at = 0; at < layer.length; at += CHUNK_BYTES) {
    const end = at + CHUNK_BYTES;
    stream.push(layer.slice(at, end), end >= layer.length);
    yield* pieces.splice(0);
  }
}
