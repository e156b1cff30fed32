import { groupBy } from '@patch-notebook-sts/core/group-by';
import { DEFAULT_KIND } from '@patch-notebook-sts/core/kube/kinds';
import type { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { runningDigest } from '@patch-notebook-sts/core/rows/digest';
import { formatReference, parseReference } from '@patch-notebook-sts/core/rows/reference';
import { compareWorkloads, type Workload, workloadId } from '@patch-notebook-sts/core/rows/workload';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import type { WorkloadFacts } from '../model/page-data.ts';
import type { Stages } from '../read/stages.ts';
import { groupOf } from './group.ts';

/** Every workload that any stage names, in the order of all rows. A later stage knows better than an earlier one. */
export function workloadFacts(stages: Stages): WorkloadFacts[] {
  const containers = groupBy(stages.containers ?? [], workloadId);
  const byId = <T extends Workload>(rows: readonly T[] = []) =>
    new Map(rows.map((row) => [workloadId(row), row]));
  const [decisions, restarts] = [byId(stages.decisions), byId(stages.restarts)];
  const [held, outcomes] = [byId(stages.held), byId(stages.outcomes)];
  const all = new Map<string, Workload>();
  for (const rows of [stages.containers, stages.decisions, stages.restarts, stages.outcomes])
    for (const row of rows ?? []) if (!all.has(workloadId(row))) all.set(workloadId(row), row);

  return [...all.values()].sort(compareWorkloads).map((workload) => {
    const id = workloadId(workload);
    const [decision, restart, outcome] = [decisions.get(id), restarts.get(id), outcomes.get(id)];
    const stale = restart?.containers[0];
    const image = decision?.image ?? stale?.image;
    const own = containers.get(id) ?? [];
    const ran = own.find((row) => image === undefined || referenceOf(row) === image);
    const running = stale?.running ?? runningDigest(ran?.image.imageID ?? '')?.digest;
    const notPulled = outcome === undefined ? held.get(id) : undefined;
    return {
      namespace: workload.namespace ?? '',
      name: workload.stsName,
      kind: workload.kind === DEFAULT_KIND ? undefined : workload.kind,
      group:
        notPulled !== undefined
          ? 'held'
          : decision !== undefined
            ? groupOf(decision.decision)
            : restart !== undefined || outcome !== undefined
              ? 'stale'
              : 'unknown',
      decision:
        notPulled?.decision ??
        decision?.decision ??
        (restart?.action === 'migrate' ? 'migrate' : restart && 'stale'),
      outcome: outcome?.outcome,
      image: withoutDigest(image ?? (ran && referenceOf(ran)) ?? outcome?.digests?.split(',')[0]),
      running: running && shortDigest(running),
      reason: outcome?.reason ?? notPulled?.reason ?? decision?.reason,
      startedAt: outcome?.startedAt,
      readyAt: outcome?.readyAt,
      batch: outcome?.batch,
      pull: outcome?.pull,
    };
  });
}

const referenceOf = ({ spec, image }: ContainerRow): string | undefined => spec?.image ?? image.image;

/** `repository:tag` in Docker's normal form; what is no reference stays as it is. */
export function withoutDigest(text: string | undefined): string | undefined {
  const reference = text === undefined ? undefined : parseReference(text);
  if (reference === undefined) return text;
  const { repository, tag } = reference;
  return formatReference({ repository, ...(tag === undefined ? {} : { tag }) });
}
