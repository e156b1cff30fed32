import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import type { MigratedContainer } from '@patch-notebook-sts/core/rows/restart-row';
import type { Verdict } from './compare-container.ts';

/**
 * The containers of a migrated workload, each once, by name: those that change, and those that are only stale, whose
 * reference stays. Replicas are of one template, so one of them speaks for all: one that changes, and has run, first.
 */
export function containersToMigrate(verdicts: readonly Verdict[]): MigratedContainer[] {
  const byName = new Map<string, MigratedContainer>();
  const all = verdicts
    .flatMap((verdict) => migrated(verdict) ?? [])
    .sort((a, b) => rank(a) - rank(b) || byCodeUnit(JSON.stringify(a), JSON.stringify(b)));
  for (const container of all) {
    if (!byName.has(container.name)) byName.set(container.name, container);
  }
  return [...byName.values()].sort((a, b) => byCodeUnit(a.name, b.name));
}

function migrated({ decision, change, stale }: Verdict): MigratedContainer | undefined {
  if (decision === 'migrate') return change;
  if (stale === undefined || (decision !== 'stale' && decision !== 'unmoved')) return undefined;
  const { name, image, ...digests } = stale;
  const unmoved = decision === 'unmoved' ? { unmoved: true as const } : {};
  return { name, image, to: image, ...digests, ...unmoved };
}

const rank = ({ image, to, imagePullPolicy, running }: MigratedContainer): number =>
  (to === image && imagePullPolicy === undefined ? 2 : 0) + (running === undefined ? 1 : 0);
