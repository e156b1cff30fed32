import type { Operation } from '@patch-notebook-sts/core/kube/patch-ops';
import type { Change } from '@patch-notebook-sts/core/rows/changes';
import type { Container } from '../live/workload-state.ts';

/**
 * Gives containers their new references and pull policies, if they still have those that were read, so that an edit at
 * the same time is a conflict and not lost. Containers are found by their names, which the patch doesn't repeat: a
 * notebook's container has its name, and each would need a patch of its own.
 * @param path where the containers stand: `/spec/template/spec/containers`
 */
export function containerOps(
  path: string,
  live: readonly Container[],
  changes: readonly Change[],
): Operation[] {
  return changes.flatMap(({ name, to, imagePullPolicy }) => {
    const index = live.findIndex((container) => container.name === name);
    const at = `${path}/${index}`;
    const { image, imagePullPolicy: policy = null } = live[index] ?? { image: null };
    const ops: Operation[] = [{ op: 'test', path: `${at}/image`, value: image }];
    if (to !== image) ops.push({ op: 'replace', path: `${at}/image`, value: to });
    if (imagePullPolicy !== undefined) {
      ops.push({ op: 'test', path: `${at}/imagePullPolicy`, value: policy });
      ops.push({ op: 'add', path: `${at}/imagePullPolicy`, value: imagePullPolicy });
    }
    return ops;
  });
}
