import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { type Kind, type Workload, workloadId } from '@patch-notebook-sts/core/rows/workload';
import { notebookNameOf } from './changes.ts';

/** What names an object in a cluster. */
export interface NamedObject {
  kind: Kind | 'Notebook' | 'Pod';
  name: string;
  namespace: string | undefined;
}

const API_VERSION = { Notebook: 'kubeflow.org/v1', Pod: 'v1' };

/** A workload as an object. */
export const workloadObject = ({ stsName, namespace, kind = 'StatefulSet' }: Workload): NamedObject => ({
  kind,
  name: stsName,
  namespace,
});

/** The object that a row's change goes to: the workload, or the Notebook that it is made from. */
export function changedObject(row: RestartRow): NamedObject {
  const notebook = notebookNameOf(row);
  return notebook === undefined
    ? workloadObject(row)
    : { kind: 'Notebook', name: notebook, namespace: row.namespace };
}

/** One string per object, as kubectl prints it with `PRINT_KEY`; of a workload, its `workloadKey`. */
export const objectKey = ({ kind, name, namespace }: NamedObject): string =>
  workloadId({ stsName: name, namespace, kind: kind as Kind });

/** Makes kubectl print the `objectKey` of each object that it changed. */
export const PRINT_KEY = 'jsonpath={.metadata.namespace}/{.metadata.name}/{.kind}{"\\n"}';

/** Objects as `kubectl -f -` reads them, one a line: only what names them. */
export const nameLines = (objects: readonly NamedObject[]): string =>
  objects
    .map(({ kind, name, namespace }) => {
      const apiVersion = kind === 'Notebook' || kind === 'Pod' ? API_VERSION[kind] : 'apps/v1';
      return JSON.stringify({ apiVersion, kind, metadata: { name, namespace } });
    })
    .join('\n');
