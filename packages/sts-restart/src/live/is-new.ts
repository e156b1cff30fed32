import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { isApplied } from './compare-spec.ts';
import { type Container, RESTARTED_AT } from './workload-state.ts';

/** What a pod and a pod template have in common. */
export interface PodLike {
  annotations: Record<string, string> | undefined;
  containers: readonly Container[];
}

/**
 * Whether a pod, or a template, is of a restart: it carries the restart's time, or has the migration's references and
 * pull policies. A Notebook's StatefulSet gets only its spec from the Notebook, and so no time.
 */
export const isNew = (row: RestartRow, restartedAt: string, { annotations, containers }: PodLike): boolean =>
  row.action === 'migrate' ? isApplied(row, containers) : annotations?.[RESTARTED_AT] === restartedAt;
