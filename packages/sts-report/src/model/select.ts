import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import { downtimeOf } from './downtime.ts';
import type { WorkloadFacts } from './page-data.ts';

/** What of the table is shown; an empty text lets all through. */
export interface Filter {
  /** Words that a row has to have, in any of its texts. */
  search: string;
  decision: string;
  outcome: string;
  /** Part of a namespace's name. */
  namespace: string;
}

/** A column by which the table can be sorted: how a row's value compares. A row without one comes last, either way round. */
export const sortKeys = {
  namespace: ({ namespace }) => namespace,
  name: ({ name }) => name,
  image: ({ image }) => image,
  decision: ({ decision }) => decision,
  outcome: ({ outcome }) => outcome,
  downtime: downtimeOf,
  reason: ({ reason }) => reason,
} as const satisfies Record<string, (row: WorkloadFacts) => string | number | undefined>;
export type SortKey = keyof typeof sortKeys;

/** A row with the text that it is searched in. */
export interface Searchable {
  row: WorkloadFacts;
  text: string;
}

/** Made once, because making it for each key that is pressed would take longer than the search. */
export const searchable = (rows: readonly WorkloadFacts[]): Searchable[] =>
  rows.map((row) => {
    const { namespace, name, kind, image, running, decision, outcome, reason } = row;
    const texts = [`${namespace}/${name}`, kind, image, running, decision, outcome, reason];
    return { row, text: texts.filter(Boolean).join('\n').toLowerCase() };
  });

/** The rows that a filter lets through, in their order. */
export function filtered(rows: readonly Searchable[], filter: Filter): WorkloadFacts[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows
    .filter(
      ({ row, text }) =>
        words.every((word) => text.includes(word)) &&
        (filter.decision === '' || row.decision === filter.decision) &&
        (filter.outcome === '' || row.outcome === filter.outcome) &&
        row.namespace.includes(filter.namespace),
    )
    .map(({ row }) => row);
}

/** Sorts by one column; rows that are equal in it stay in their order. */
export function sorted(rows: readonly WorkloadFacts[], key: SortKey, descending: boolean): WorkloadFacts[] {
  const value: (row: WorkloadFacts) => string | number | undefined = sortKeys[key];
  return rows.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    const order = typeof a === 'number' ? a - Number(b) : byCodeUnit(a, String(b));
    return descending ? -order : order;
  });
}
