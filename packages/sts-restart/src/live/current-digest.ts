import { changesOf } from '@patch-notebook-sts/core/rows/changes';
import { runningDigest } from '@patch-notebook-sts/core/rows/digest';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { type PodState, statusOf } from './pod-state.ts';

/** A container that doesn't run what its row wants. */
export interface WrongDigest {
  container: string;
  pod: string;
  /** As the pod's status says it. */
  imageID: string;
  wanted: string;
  /** It runs what it ran when it was listed. */
  isOld: boolean;
}

/**
 * The first container of a pod that doesn't run the wanted digest or one of its platforms. Containers that an earlier
 * restart did not move are left out, because this one won't move them either; so are those without a wanted digest.
 */
export function wrongDigest(row: RestartRow, pod: PodState): WrongDigest | undefined {
  for (const { name, running, wanted, platforms = {}, unmoved } of changesOf(row)) {
    if (unmoved || wanted === undefined) continue;
    const imageID = statusOf(pod, name)?.imageID ?? '';
    const now = runningDigest(imageID)?.digest;
    if (now !== undefined && (now === wanted || Object.values(platforms).includes(now))) continue;
    const isOld = now !== undefined && now === running;
    return { container: name, pod: pod.metadata.name, imageID, wanted, isOld };
  }
  return undefined;
}
