import { type Change, specChanges } from '@patch-notebook-sts/core/rows/changes';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import type { Container } from './workload-state.ts';

/** Whether containers have all references and pull policies that a row asks for. */
export const isApplied = (row: RestartRow, containers: readonly Container[]): boolean =>
  specChanges(row).every(({ name, to, imagePullPolicy }) => {
    const live = containers.find((container) => container.name === name);
    return live?.image === to && (imagePullPolicy ?? live.imagePullPolicy) === live.imagePullPolicy;
  });

/**
 * Where containers are not as they were listed, in words; undefined: nowhere. A Notebook without a pull policy has the
 * one that Kubernetes gives its pods, which was listed.
 */
export function whyDifferent(
  changes: readonly Change[],
  containers: readonly Container[],
): string | undefined {
  for (const change of changes) {
    const live = containers.find((container) => container.name === change.name);
    const different = whyOneDifferent(change, live);
    if (different !== undefined) return different;
  }
  return undefined;
}

function whyOneDifferent(
  { name, image, imagePullPolicy, wasImagePullPolicy }: Change,
  live: Container | undefined,
): string | undefined {
  if (live === undefined) return `container ${name} is gone`;
  if (live.image !== image) return `container ${name} is on ${live.image} now`;
  const policy = live.imagePullPolicy;
  if (imagePullPolicy !== undefined && policy !== undefined && policy !== (wasImagePullPolicy ?? policy))
    return `container ${name} has imagePullPolicy ${policy} now`;
  return undefined;
}

/**
 * Where a template is not as it was listed, in words; undefined: nowhere. What was listed is the pod's spec, and a pod
 * need not be as its template says: an admission webhook may put a mirror in front of its images, or a sidecar into it.
 * So only a container that neither the template nor any pod has as it was listed is different.
 */
export function whyEdited(
  changes: readonly Change[],
  template: readonly Container[],
  pods: readonly { spec: { containers: Container[] } }[],
): string | undefined {
  const edited = changes.filter((change) => {
    const isAsListed = (containers: readonly Container[]) =>
      whyOneDifferent(
        change,
        containers.find(({ name }) => name === change.name),
      ) === undefined;
    return !isAsListed(template) && !pods.some(({ spec }) => isAsListed(spec.containers));
  });
  return whyDifferent(edited, template);
}
