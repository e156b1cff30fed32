import * as z from 'zod';
import { LabelName, ObjectName } from '../kube/kube-names.ts';

/** The kinds of workload that a pod template change rolls out. */
export const Kind = z.enum(['StatefulSet', 'Deployment', 'DaemonSet']);
export type Kind = z.infer<typeof Kind>;

/**
 * The keys that name a workload in every row. `namespace` and `kind` may be missing: the original's rows had neither,
 * and meant a StatefulSet.
 */
export const workloadFields = {
  stsName: ObjectName,
  namespace: LabelName.optional(),
  kind: Kind.optional(),
};

export interface Workload {
  stsName: string;
  namespace?: string | undefined;
  kind?: Kind | undefined;
}

/** `namespace/name`, with the kind in front where it isn't the usual one: how people are shown a workload. */
export function workloadName({ namespace, stsName, kind }: Workload): string {
  const name = namespace === undefined ? stsName : `${namespace}/${stsName}`;
  return kind === undefined || kind === 'StatefulSet' ? name : `${kind.toLowerCase()} ${name}`;
}

/** One string per workload, for maps and sets; a slash can't occur in a name. */
export const workloadId = ({ namespace = '', stsName, kind = 'StatefulSet' }: Workload): string =>
  `${namespace}/${stsName}/${kind}`;

/** The order of rows in every file: namespace, name, kind; by code unit, so that it is the same everywhere. */
export function compareWorkloads(a: Workload, b: Workload): number {
  return (
    byCodeUnit(a.namespace ?? '', b.namespace ?? '') ||
    byCodeUnit(a.stsName, b.stsName) ||
    byCodeUnit(a.kind ?? 'StatefulSet', b.kind ?? 'StatefulSet')
  );
}

/** The order of one workload's containers: pod, name. */
export const compareContainers = (
  a: { pod?: string | undefined; name: string },
  b: { pod?: string | undefined; name: string },
): number => byCodeUnit(a.pod ?? '', b.pod ?? '') || byCodeUnit(a.name, b.name);

/** Orders strings by code unit; `localeCompare` would depend on the machine. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
