import type { PageData, WorkloadFacts } from '../model/page-data.ts';
import { type Filter, filtered, type SortKey, searchable, sorted } from '../model/select.ts';
import { count, element, section } from './dom.ts';
import { COLUMNS, rowOf } from './table-row.ts';

/** Rows in the document at a time: a browser takes seconds to lay out ten thousand. */
const PAGE_ROWS = 50;
/** A list of more namespaces than this helps nobody, and takes time. */
const MAX_SUGGESTED = 500;

/** All workloads, to search, to filter and to sort. `/` goes to the search, Escape empties it. */
export function tableSection({ workloads }: PageData): HTMLElement {
  const all = searchable(workloads);
  const filter: Filter = { search: '', decision: '', outcome: '', namespace: '' };
  let order: { key: SortKey; descending: boolean } | undefined;
  let page = 0;
  let rows: readonly WorkloadFacts[] = workloads;

  const body = element('tbody');
  const shown = element('p', { class: 'shown', 'aria-live': 'polite' });
  const previous = element('button', { type: 'button' }, 'Previous');
  const next = element('button', { type: 'button' }, 'Next');
  const headings = COLUMNS.map(({ key, title }) => {
    const button = element('button', { type: 'button' }, title);
    const heading = element('th', { scope: 'col', class: key }, button);
    button.addEventListener('click', () => {
      order = { key, descending: order?.key === key && !order.descending };
      for (const other of headings) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', order.descending ? 'descending' : 'ascending');
      select();
    });
    return heading;
  });

  const showPage = () => {
    const first = page * PAGE_ROWS;
    const some = rows.slice(first, first + PAGE_ROWS);
    body.replaceChildren(...some.map(rowOf));
    const which = some.length === 0 ? 'none' : `${count(first + 1)}–${count(first + some.length)}`;
    const of = `${count(rows.length)} ${rows.length === 1 ? 'workload' : 'workloads'}`;
    shown.textContent = `${which} of ${of}${rows.length < workloads.length ? ` (${count(workloads.length)} in all)` : ''}`;
    previous.disabled = page === 0;
    next.disabled = first + PAGE_ROWS >= rows.length;
  };
  const select = () => {
    const found = filtered(all, filter);
    rows = order === undefined ? found : sorted(found, order.key, order.descending);
    page = 0;
    showPage();
  };
  const turn = (by: number) => () => {
    page += by;
    showPage();
  };
  previous.addEventListener('click', turn(-1));
  next.addEventListener('click', turn(1));

  const search = element('input', {
    type: 'search',
    placeholder: 'name, image, reason …',
    autocomplete: 'off',
  });
  const namespace = element('input', {
    type: 'search',
    placeholder: 'all',
    list: 'namespaces',
    autocomplete: 'off',
  });
  const decision = choice(workloads.flatMap((row) => row.decision ?? []));
  const outcome = choice(workloads.flatMap((row) => row.outcome ?? []));
  const controls = { search, namespace, decision, outcome };
  for (const [key, control] of Object.entries(controls))
    control.addEventListener('input', () => {
      filter[key as keyof Filter] = control.value.trim();
      select();
    });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
  });
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    search.value = '';
    search.dispatchEvent(new Event('input'));
  });

  showPage();
  const names = [...new Set(workloads.map((row) => row.namespace))].slice(0, MAX_SUGGESTED);
  return section(
    'workloads',
    'All workloads',
    element(
      'div',
      { class: 'controls', role: 'search' },
      labelled('Search ( / )', search),
      labelled('Namespace', namespace),
      labelled('Decision', decision),
      labelled('Outcome', outcome),
      element('datalist', { id: 'namespaces' }, ...names.map((value) => element('option', { value }))),
    ),
    element('div', { class: 'pages' }, shown, previous, next),
    element('table', {}, element('thead', {}, element('tr', {}, ...headings)), body),
  );
}

const labelled = (text: string, control: HTMLElement): HTMLElement =>
  element('label', {}, element('span', {}, text), control);

function choice(values: readonly string[]): HTMLSelectElement {
  const each = [...new Set(values)].sort();
  const options = each.map((value) => element('option', { value }, value));
  return element('select', {}, element('option', { value: '' }, 'all'), ...options);
}
