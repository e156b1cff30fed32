import { byCodeUnit } from '../by-code-unit.ts';
import { DEFAULT_KIND, Kind, kindInfo } from '../kube/kinds.ts';
import { LabelName, ObjectName } from '../kube/kube-names.ts';
import type { ObjectRef } from '../kube/object-ref.ts';

/** The fields that name a workload in every row. A row without `namespace` and `kind` is of the file's original shape. */
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
export function workloadName({ namespace, stsName, kind = DEFAULT_KIND }: Workload): string {
  const name = namespace === undefined ? stsName : `${namespace}/${stsName}`;
  return kind === DEFAULT_KIND ? name : `${kindInfo(kind).word} ${name}`;
}

/** The same in one word, for `--format name`: xargs would split a name at its blank. */
export const workloadWord = (workload: Workload): string => workloadName(workload).replace(' ', '/');

/** One string per workload, for maps and sets; a slash can't occur in a name. */
export const workloadId = ({ namespace = '', stsName, kind = DEFAULT_KIND }: Workload): string =>
  `${namespace}/${stsName}/${kind}`;

/** A workload as an object of the cluster. */
export const workloadRef = ({ stsName, namespace, kind = DEFAULT_KIND }: Workload): ObjectRef => ({
  resource: kindInfo(kind),
  namespace,
  name: stsName,
});

/** The order of rows in every file: namespace, name, kind; by code unit, so that it is the same everywhere. */
export function compareWorkloads(a: Workload, b: Workload): number {
  return (
    byCodeUnit(a.namespace ?? '', b.namespace ?? '') ||
    byCodeUnit(a.stsName, b.stsName) ||
    byCodeUnit(a.kind ?? DEFAULT_KIND, b.kind ?? DEFAULT_KIND)
  );
}

/** The order of one workload's containers: pod, name. */
export const compareContainers = (
  a: { pod?: string | undefined; name: string },
  b: { pod?: string | undefined; name: string },
): number => byCodeUnit(a.pod ?? '', b.pod ?? '') || byCodeUnit(a.name, b.name);
