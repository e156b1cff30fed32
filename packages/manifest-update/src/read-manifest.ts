import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { badInput, oneLineMessage, toolFailure } from '@patch-notebook-sts/core/failure';

/** A manifest's text, with its byte order mark where it has one. Exit 1 if it can't be read, exit 3 if it is no UTF-8. */
export async function readManifest(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw toolFailure(`${file}: cannot be read: ${oneLineMessage(error)}`);
  });
  if (!isUtf8(bytes)) throw badInput(`${file}: not UTF-8`);
  return bytes.toString('utf8');
}
