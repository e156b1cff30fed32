import type { Readable } from 'node:stream';
import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import { readRows } from '@patch-notebook-sts/core/io/read-rows';
import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { runningDigest } from '@patch-notebook-sts/core/rows/digest';
import { parseReference } from '@patch-notebook-sts/core/rows/reference';

/** `repository:tag` and digest of what a container runs; undefined where it names no tag, or runs nothing comparable. */
export function runningOf(row: ContainerRow): [name: string, digest: string] | undefined {
  const { repository, tag, digest: pin } = parseReference(row.spec?.image ?? row.image.image ?? '') ?? {};
  const running = runningDigest(row.image.imageID);
  if (repository === undefined || tag === undefined || pin !== undefined || !running?.comparable)
    return undefined;
  return [`${repository}:${tag}`, running.digest];
}

/** The digests that run now, by `repository:tag`, each once and sorted. */
export async function readRunning(file: string, stdin: Readable): Promise<Map<string, string[]>> {
  const found = new Map<string, Set<string>>();
  for await (const rows of readRows(file, stdin, ContainerRow))
    for (const { row } of rows) {
      const [name, digest] = runningOf(row) ?? [];
      if (name === undefined || digest === undefined) continue;
      found.set(name, (found.get(name) ?? new Set()).add(digest));
    }
  return new Map([...found].map(([name, digests]) => [name, [...digests].sort(byCodeUnit)]));
}
