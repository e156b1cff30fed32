import { formatDuration } from '@patch-notebook-sts/core/text/duration';
import { downtimeOf } from '../model/downtime.ts';
import type { WorkloadFacts } from '../model/page-data.ts';
import type { SortKey } from '../model/select.ts';
import { element } from './dom.ts';

/** The columns of the table, and the text of a row in each. */
export const COLUMNS: readonly {
  key: SortKey;
  title: string;
  cell: (row: WorkloadFacts) => string;
  isBadge?: boolean;
}[] = [
  { key: 'namespace', title: 'Namespace', cell: ({ namespace }) => namespace },
  { key: 'name', title: 'Name', cell: ({ name, kind }) => (kind === undefined ? name : `${name} (${kind})`) },
  { key: 'image', title: 'Image', cell: ({ image = '' }) => image },
  { key: 'decision', title: 'Decision', cell: ({ decision = '' }) => decision, isBadge: true },
  { key: 'outcome', title: 'Outcome', cell: ({ outcome = '' }) => outcome, isBadge: true },
  { key: 'downtime', title: 'Away', cell: downtimeText },
  { key: 'reason', title: 'Reason', cell: ({ reason = '' }) => reason },
];

function downtimeText(row: WorkloadFacts): string {
  const seconds = downtimeOf(row);
  return seconds === undefined ? '' : formatDuration(seconds * 1000);
}

/** A row of the table. On a phone, where it has no headings, each cell names its column. */
export function rowOf(row: WorkloadFacts): HTMLElement {
  const cells = COLUMNS.map(({ key, title, cell, isBadge }) => {
    const text = cell(row);
    const content =
      isBadge && text !== ''
        ? [element('span', { class: badgeOf(key, row) }, text)]
        : key === 'image'
          ? breakable(text)
          : [text];
    return element('td', { 'data-title': title, class: text === '' ? 'empty' : key }, ...content);
  });
  return element('tr', {}, ...cells);
}

/** A reference that may be broken behind its signs, and not only within its words. */
const breakable = (text: string): (string | Node)[] =>
  text.split(/(?<=[/:@])/).flatMap((part, i) => (i === 0 ? [part] : [element('wbr'), part]));

const badgeOf = (key: SortKey, { group, outcome }: WorkloadFacts): string =>
  `badge ${key === 'decision' ? group : outcome === 'failed' ? 'failed' : outcome === 'verified' ? 'current' : 'other'}`;
