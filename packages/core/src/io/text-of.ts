import { isAscii } from 'node:buffer';

/** UTF-8 as text. Nearly all of it is ASCII, which takes a fraction of the time and the memory as latin1. */
export const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(isAscii(bytes) ? 'latin1' : 'utf8');
