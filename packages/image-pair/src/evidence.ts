import { posix } from 'node:path';
import { usageError } from '@patch-notebook-sts/core/failure';
import { readValuePath, type ValuePath } from './value-at.ts';

/** What decides whether two images are a pair: their revisions, or what a label or a file of the notebook names. */
export type Evidence =
  | { by: 'revision' }
  | { by: 'label'; label: string }
  | { by: 'file'; file: string; path: ValuePath | undefined };

/** What the options ask for; a combination that makes no sense is a usage error (exit 2). */
export function readEvidence({
  label,
  file,
  path,
}: {
  label?: string | undefined;
  file?: string | undefined;
  path?: string | undefined;
}): Evidence {
  if (label !== undefined && file !== undefined) throw usageError('--label and --file: give one of them');
  if (path !== undefined && file === undefined) throw usageError('--path: needs --file');
  if (label !== undefined) return { by: 'label', label };
  if (file === undefined) return { by: 'revision' };
  if (!file.startsWith('/') || file.endsWith('/') || posix.normalize(file) !== file)
    throw usageError(`--file: "${file}" is not the absolute path of a file`);
  return { by: 'file', file, path: path === undefined ? undefined : readValuePath(path) };
}
