import type { Images } from '@patch-notebook-sts/core/rows/images';
import { quote } from './edits/quote.ts';
import { splice } from './edits/splice.ts';
import { isEnvEdit, isYamlEdit } from './edits/verify.ts';
import { findAll } from './find-all.ts';
import { lineOf } from './line-of.ts';
import type { Part } from './places/documents.ts';
import { type Place, type Value, valuesOf } from './places/place.ts';
import type { Search } from './places/search.ts';
import { type ReadPart, readYaml } from './places/yaml-places.ts';
import type { UpdateRow } from './update-row.ts';
import { type Also, alsoEdit } from './wanted/also.ts';
import { type Edit, newValues } from './wanted/new-values.ts';
import { type Form, isReason, targetOf } from './wanted/targets.ts';

/** What a run is to do to every file. */
export interface Wanted {
  images: Images;
  form: Form;
  also: readonly Also[];
}

/** What is to become of a file. */
export interface FilePlan {
  file: string;
  rows: UpdateRow[];
  places: Place[];
  before: string;
  after: string;
}

/** Plans the edits of one file. Nothing is read or written here. */
export function planFile(text: string, search: Search, wanted: Wanted): FilePlan {
  const { file } = search;
  const { places, parts, mentions } = findAll(text, search);
  const edits = new Map<number, Edit>();
  const rows: (UpdateRow & { start: number })[] = [];
  const add = (
    repository: string,
    { path, start, text: from }: Omit<Value, 'end' | 'style'>,
    rest: Result,
  ): void => {
    rows.push({ file, path, line: lineOf(text, start), repository, from, ...rest, start });
  };
  for (const place of places) {
    for (const { value, ...result } of resultsOf(place, wanted)) {
      const other = edits.get(value.start);
      if (result.outcome === 'planned' && other === undefined)
        edits.set(value.start, { value, to: result.to ?? '' });
      if (other === undefined || result.outcome !== 'planned') add(place.repository, value, result);
      else if (other.to !== result.to)
        add(place.repository, value, skipped(`another image sets it to ${other.to}`));
    }
  }
  for (const { repository, start, text, reason } of mentions)
    add(repository, { path: '', start, text }, skipped(reason));

  const all = [...edits.values()].map(({ value, to }) => ({ ...value, to, text: quote(to, value.style) }));
  const after = splice(text, all);
  const isSound = parts.every((part) => isOnlyEdit(part, all));
  return {
    file,
    places,
    before: text,
    after: isSound ? after : text,
    rows: rows
      .sort((a, b) => a.start - b.start)
      .map(({ start: _, ...row }) => ({ ...row, path: row.path === '' ? null : row.path }))
      .map((row) =>
        isSound || row.outcome !== 'planned' ? row : { ...row, outcome: 'failed', reason: UNSOUND },
      ),
  };
}

const UNSOUND = 'the edit would change more than this value; please report it';

type Result = Pick<UpdateRow, 'to' | 'outcome' | 'reason'>;

const skipped = (reason: string): Result => ({ to: null, outcome: 'skipped', reason });

/** What is to become of each value of a place. */
function resultsOf(place: Place, { images, form, also }: Wanted): (Result & { value: Value })[] {
  const [main, ...more] = valuesOf(place);
  if (main === undefined) return [];
  const left = (reason: string) => [{ value: main, ...skipped(reason) }];
  if (main.trouble !== undefined && more.every(({ trouble }) => trouble !== undefined))
    return left(main.trouble);
  const target = targetOf(place, images, form);
  if (isReason(target)) return left(target.reason);
  const edits = newValues(place, target);
  if (isReason(edits)) return left(edits.reason);
  const changes = edits.filter(({ value, to }) => value.text !== to);
  const results =
    changes.length === 0
      ? [{ value: main, to: main.text, outcome: 'unchanged' as const }]
      : changes.map(({ value, to }) => ({ value, to, outcome: 'planned' as const }));
  const neighbours = also.flatMap((one) => {
    const value = place.neighbours.get(one.key);
    const edit = alsoEdit(place, one, target.tag);
    if (value === undefined || edit === undefined) return [];
    if (isReason(edit)) return [{ value, ...skipped(edit.reason) }];
    return edit.to === value.text ? [] : [{ ...edit, outcome: 'planned' as const }];
  });
  return [...results, ...neighbours];
}

/** An edit, with the text that takes the place of its value. */
type Written = Value & { to: string };

/** Whether the edits of a part change their values and nothing else, as it is read before and after. */
function isOnlyEdit(part: Part | ReadPart, all: readonly Written[]): boolean {
  const { start, end, text, toReduced } = part;
  const edits = all
    .filter((edit) => start <= edit.start && edit.end <= end)
    .map((edit) => ({ ...edit, start: toReduced(edit.start - start), end: toReduced(edit.end - start) }));
  if (edits.length === 0) return true;
  const expected = new Map(edits.map(({ path, to }) => [path, to]));
  const after = splice(text, edits);
  return 'documents' in part
    ? isYamlEdit(part.documents, readYaml(after), expected)
    : isEnvEdit(text, after, expected);
}
