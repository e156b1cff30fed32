import { kindOfRow } from '@patch-notebook-sts/core/rows/read-plan';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import { wrongDigest } from './current-digest.ts';
import { concernedPods, isTerminating, type PodState } from './pod-state.ts';
import { replacedPods } from './rollout.ts';
import type { WorkloadState } from './workload-state.ts';

/**
 * Why a restart would move no pod: somebody deleted them since they were listed, or a node was drained, and they came
 * back with the wanted digest, or will do so. Undefined: some pod still runs another one.
 */
export function whyPodsNeedNoRestart(
  row: RestartRow,
  workload: WorkloadState,
  pods: readonly PodState[],
): string | undefined {
  const running = concernedPods(workload, pods).filter((pod) => !isTerminating(pod));
  const wrong = running.flatMap((pod) => wrongDigest(row, pod) ?? []);
  if (wrong.some(({ imageID }) => imageID !== '')) return undefined;
  const [starting] = wrong;
  if (starting !== undefined) return `pod ${starting.pod} was replaced since it was listed, and is starting`;
  if (running.length < replacedPods(kindOfRow(row), workload))
    return 'its pods are being replaced, and pull the current image';
  const wanted = row.containers.flatMap(({ wanted }) => (wanted === undefined ? [] : [shortDigest(wanted)]));
  return `its pods run ${[...new Set(wanted)].join(', ')} already`;
}
