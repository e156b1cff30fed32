import { firstIssue } from '@patch-notebook-sts/core/first-issue';
import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { compareContainers, compareWorkloads, type Workload } from '@patch-notebook-sts/core/rows/workload';

/** A row as text, which takes a fraction of an object's memory, and what it is sorted and compared by. */
export interface ListedRow extends Workload {
  pod: string | undefined;
  name: string;
  ownerName: string | undefined;
  /** JSON */
  text: string;
}

/** A status holds several messages of some kilobytes; a real row has about one. */
const MAX_ROW_CHARS = 64 * 1024;

/** The rows of a pod, or what is wrong with one of them: what is written has to be readable by every later command. */
export function listRows(rows: readonly ContainerRow[]): ListedRow[] | string {
  const listed: ListedRow[] = [];
  for (const row of rows) {
    const fault = ContainerRow.safeParse(row).error;
    if (fault !== undefined) return firstIssue(fault);
    const text = JSON.stringify(row);
    if (text.length > MAX_ROW_CHARS)
      return `a row of ${text.length} characters; the limit is ${MAX_ROW_CHARS}`;
    const { stsName, namespace, kind, pod, image, owner } = row;
    listed.push({ stsName, namespace, kind, pod, name: image.name, ownerName: owner?.name, text });
  }
  return listed;
}

/** The order of the file: namespace, workload, pod, container. The server's own order is that of its keys' bytes. */
export const compareListedRows = (a: ListedRow, b: ListedRow): number =>
  compareWorkloads(a, b) || compareContainers(a, b);
