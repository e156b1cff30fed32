/** What unpacking a frame of zstd takes. */
export interface ZstdFrame {
  /** Bytes of what was unpacked before that a block may refer to: they are kept in memory, and moved with each block. */
  window: number;
  blocks: number;
}

const bufferOf = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length);

const isSkipped = (magic: number): boolean => magic >>> 4 === 0x184d2a5;

/** Whether data begins with a frame of zstd, or with one to be skipped. */
export function isZstd(data: Uint8Array): boolean {
  if (data.length < 4) return false;
  const magic = bufferOf(data).readUInt32LE();
  return magic === 0xfd2fb528 || isSkipped(magic);
}

/**
 * The frames of zstd data, which isn't unpacked for that; those to be skipped are left out.
 * https://www.rfc-editor.org/rfc/rfc8878#name-zstandard-frames
 * @throws Error where a frame is not whole
 */
export function* zstdFrames(data: Uint8Array): Generator<ZstdFrame> {
  try {
    yield* readFrames(bufferOf(data));
  } catch (error) {
    throw error instanceof RangeError ? new Error('its zstd is cut off') : error;
  }
}

function* readFrames(data: Buffer): Generator<ZstdFrame> {
  for (let at = 0; at < data.length; ) {
    if (isSkipped(data.readUInt32LE(at))) {
      at += 8 + data.readUInt32LE(at + 4);
      continue;
    }
    const header = readHeader(data, at);
    const { blocks, end } = readBlocks(data, header.end);
    yield { window: header.window, blocks };
    at = end + header.checksumBytes;
  }
}

function readHeader(data: Buffer, at: number): { window: number; end: number; checksumBytes: number } {
  const flags = data.readUInt8(at + 4);
  const isOneSegment = (flags & 0b10_0000) !== 0;
  const dictionaryBytes = (flags & 0b11) === 0b11 ? 4 : flags & 0b11;
  const lengthBytes = flags >> 6 === 0 ? Number(isOneSegment) : 1 << (flags >> 6);
  const lengthAt = at + (isOneSegment ? 5 : 6) + dictionaryBytes;
  return {
    window: isOneSegment ? readLength(data, lengthAt, lengthBytes) : windowOf(data.readUInt8(at + 5)),
    end: lengthAt + lengthBytes,
    checksumBytes: (flags & 0b100) === 0 ? 0 : 4,
  };
}

/** A frame of one segment has its whole content as its window. */
function readLength(data: Buffer, at: number, bytes: number): number {
  if (bytes === 8) return Number(data.readBigUInt64LE(at));
  return data.readUIntLE(at, bytes) + (bytes === 2 ? 256 : 0);
}

function windowOf(byte: number): number {
  const base = 2 ** (10 + (byte >> 3));
  return base + (base / 8) * (byte & 0b111);
}

/** The number of a frame's blocks, and where the last one ends. */
function readBlocks(data: Buffer, start: number): { blocks: number; end: number } {
  let at = start;
  for (let blocks = 1; ; blocks += 1) {
    const header = data.readUIntLE(at, 3);
    const isRepeatedByte = ((header >> 1) & 0b11) === 1;
    at += 3 + (isRepeatedByte ? 1 : header >> 3);
    if ((header & 1) === 1) return { blocks, end: at };
  }
}
