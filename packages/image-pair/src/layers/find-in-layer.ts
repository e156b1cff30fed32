import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { oneLineMessage } from '@patch-notebook-sts/core/failure';
import { extract, type Header } from 'tar-stream';
import { unpack } from './unpack.ts';

/** The content of a file in an image, or why it can't be known. */
export type FoundFile = { text: string } | { why: string };

/** Bytes. To read as much of the worst YAML takes a few seconds, and ten times as much takes minutes. */
const MAX_FILE = 128 * 1024;

/**
 * Looks for a file in one layer. Undefined: the layer neither has the file nor hides it, so a lower one may have it.
 *
 * A layer hides what lower ones have by a whiteout of the file or of a folder above it, by an opaque folder, and by
 * anything else in a folder's place. What it hides, it may have itself.
 * https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts
 * @param path absolute, in its shortest form
 */
export async function findInLayer(layer: Uint8Array, path: string): Promise<FoundFile | undefined> {
  const wanted = path.slice(1);
  const folders = foldersOf(wanted);
  const whiteouts = new Set([
    ...[...folders, wanted].map((name) => posix.join(posix.dirname(name), `.wh.${posix.basename(name)}`)),
    ...['', ...folders].map((folder) => posix.join(folder, '.wh..wh..opq')),
  ]);
  let found: FoundFile | undefined;
  let isHidden = false;
  try {
    const entries = extract();
    Readable.from(unpack(layer))
      .on('error', (error) => entries.destroy(error))
      .pipe(entries);
    for await (const entry of entries) {
      // tar-stream waits for ever for the content of such an entry.
      if (typeof entry.header.size !== 'number') throw new Error('an entry says no size');
      const name = posix.normalize(entry.header.name).replace(/^(?:\.?\/)+|\/+$/g, '');
      // Of two entries with one name the last one counts, as when a tar is unpacked.
      const why = name === wanted ? whyNoText(entry.header) : undefined;
      if (name === wanted && why === undefined) {
        found = { text: await textOf(entry) };
        continue;
      }
      found = why ?? found;
      if (whiteouts.has(name) || (folders.includes(name) && entry.header.type !== 'directory'))
        isHidden = true;
      entry.resume();
    }
  } catch (error) {
    return { why: `is in a layer, or below one, that can't be read: ${oneLineMessage(error)}` };
  }
  return found ?? (isHidden ? { why: 'is not in the image' } : undefined);
}

/** `a` and `a/b` of `a/b/c`. */
const foldersOf = (name: string): string[] =>
  name
    .split('/')
    .slice(0, -1)
    .map((_, i, parts) => parts.slice(0, i + 1).join('/'));

async function textOf(entry: AsyncIterable<unknown>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of entry) if (piece instanceof Uint8Array) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function whyNoText({ type, size = 0 }: Header): { why: string } | undefined {
  if (type !== 'file' && type !== 'contiguous-file') return { why: `is a ${type}, not a file` };
  return size > MAX_FILE ? { why: `has ${size} bytes, more than ${MAX_FILE}` } : undefined;
}
