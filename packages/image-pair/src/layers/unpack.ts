import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { isZstd, zstdFrames } from './zstd-frames.ts';

/** Sixteen times the largest layer that is read. */
const MAX_UNPACKED = 64 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** What the standard recommends to support: https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.1.2-6 */
const MAX_ZSTD_WINDOW = 8 * 1024 * 1024;
/** Bytes of windows that are moved, once for each block: some seconds. The largest layer in blocks of full length takes a quarter. */
const MAX_ZSTD_MOVED = 16 * 1024 * 1024 * 1024;

/**
 * The tar of a layer, in pieces. What it is compressed with, gzip, zstd or nothing, is seen by its first bytes, because
 * media types differ. @throws Error where it is damaged, or takes too much to unpack
 */
export async function* unpack(layer: Uint8Array): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of isGzip(layer) ? gunzip(layer) : isZstd(layer) ? unzstd(layer) : [layer]) {
    size += piece.length;
    if (size > MAX_UNPACKED) throw tooLarge();
    yield piece;
  }
}

const tooLarge = () => new Error(`it unpacks to more than ${MAX_UNPACKED} bytes`);

const isGzip = (layer: Uint8Array): boolean => layer[0] === 0x1f && layer[1] === 0x8b;

const gunzip = (layer: Uint8Array): AsyncIterable<Uint8Array> =>
  Readable.from([layer]).pipe(createGunzip({ chunkSize: CHUNK_BYTES }));

/** Node has zstd from 22.15 on. */
function* unzstd(layer: Uint8Array): Generator<Uint8Array> {
  refuseCostly(layer);
  let size = 0;
  const pieces: Uint8Array[] = [];
  const stream = new Decompress((piece) => {
    // A piece of 64 KiB may unpack to two gigabytes, so nobody may wait until it is done.
    size += piece.length;
    if (size > MAX_UNPACKED) throw tooLarge();
    pieces.push(piece);
  });
  for (let at = 0; at < layer.length; at += CHUNK_BYTES) {
    const end = at + CHUNK_BYTES;
    stream.push(layer.slice(at, end), end >= layer.length);
    yield* pieces.splice(0);
  }
}

/** Refuses zstd that is made to take all memory, or hours. */
function refuseCostly(layer: Uint8Array): void {
  let moved = 0;
  for (const { window, blocks } of zstdFrames(layer)) {
    moved += window * blocks;
    if (window > MAX_ZSTD_WINDOW) throw new Error(`its zstd needs a window of ${window} bytes`);
    if (moved > MAX_ZSTD_MOVED) throw new Error('its zstd has too many small blocks');
  }
}
