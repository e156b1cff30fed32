import { groupBy } from '@patch-notebook-sts/core/group-by';
import { parseReference } from '@patch-notebook-sts/core/rows/reference';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import type { Pull } from '../plan/plan.ts';

const GIGABYTE = 1e9;

/** A line for each node: what it would pull, and how much that is where it is known. */
export function dryRunLines(pulls: readonly Pull[]): string[] {
  return [...groupBy(pulls, ({ node }) => node)].map(([node, own]) => {
    const images = new Map(own.map((pull) => [pull.image, pull]));
    return `${node}: would pull ${[...images.values()].map(imageWords).join(', ')}`;
  });
}

function imageWords({ image, size }: Pull): string {
  const { repository = image, digest } = parseReference(image) ?? {};
  const bytes = size === undefined ? '' : ` (${(size / GIGABYTE).toFixed(1)} GB)`;
  return `${repository}@${shortDigest(digest)}${bytes}`;
}
