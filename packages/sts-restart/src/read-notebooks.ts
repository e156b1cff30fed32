import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { notebookNameOf } from './changes.ts';
import { changedObject, objectKey } from './named-object.ts';
import { NotebookState } from './notebook-state.ts';
import { readObjects } from './read-objects.ts';

/** Live Notebooks by `objectKey`; with a `failure`, those that are missing may be there all the same. */
export interface ReadNotebooks {
  found: Map<string, NotebookState>;
  failure?: string | undefined;
}

/** Reads the Notebooks that rows change with one kubectl process, or with none where there are none. */
export async function readNotebooks(kubectl: Kubectl, rows: readonly RestartRow[]): Promise<ReadNotebooks> {
  const owned = rows.filter((row) => notebookNameOf(row) !== undefined);
  if (owned.length === 0) return { found: new Map() };
  const { found, failure } = await readObjects(kubectl, owned.map(changedObject), NotebookState);
  const key = ({ metadata }: NotebookState) => objectKey({ kind: 'Notebook', ...metadata });
  return { found: new Map(found.map((notebook) => [key(notebook), notebook])), failure };
}
