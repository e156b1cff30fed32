import { toolFailure } from '@patch-notebook-sts/core/failure';
import type { ListedRow } from './listed-row.ts';

const MIB = 1024 * 1024;
/** Some 40,000 containers: some fleets have all of their notebooks in one namespace. */
const MAX_NAMESPACE = 48 * MIB;
/** Some 50,000 containers. */
const MAX_TOTAL = 64 * MIB;
/** What a row takes beside its text. */
const ROW = 256;

const WIDE = /[^\0-\xff]/;

/** How much memory rows may take. */
export interface RowBudget {
  /**
   * Gives back rows of one namespace, and takes them into account, or says why they are too many. Once all namespaces
   * together have too many, it is a Failure (exit 1).
   */
  take(namespace: string, rows: ListedRow[]): ListedRow[] | string;
  /** A copy, which takes into account what this one has taken. */
  copy(): RowBudget;
}

/** Each namespace has a limit of its own, so that one tenant's pods don't use up what the others need. */
export function createRowBudget(before = 0, namespaces: ReadonlyMap<string, number> = new Map()): RowBudget {
  let total = before;
  const sizes = new Map(namespaces);
  return {
    take: (namespace, rows) => {
      const added = rows.reduce((sum, { text }) => sum + sizeOf(text), 0);
      const size = (sizes.get(namespace) ?? 0) + added;
      if (size > MAX_NAMESPACE) return `its namespace has more than ${MAX_NAMESPACE / MIB} MiB of rows`;
      sizes.set(namespace, size);
      total += added;
      if (total > MAX_TOTAL)
        throw toolFailure(
          `the list has more than ${MAX_TOTAL / MIB} MiB of rows; choose fewer by namespace or label`,
        );
      return rows;
    },
    copy: () => createRowBudget(total, sizes),
  };
}

/** V8 keeps a text in two bytes a character if one of its characters needs them. */
const sizeOf = (text: string): number => ROW + text.length * (WIDE.test(text) ? 2 : 1);
