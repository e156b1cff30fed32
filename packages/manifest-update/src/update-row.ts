import type { View } from '@patch-notebook-sts/core/io/write-rows';

/** What became of a value. `planned` is that of a dry run: nothing was changed. */
export type UpdateOutcome = 'planned' | 'updated' | 'unchanged' | 'skipped' | 'failed';

/** A value that names a version of a listed repository, and what it is to be. */
export interface UpdateRow {
  file: string;
  /** Its path in the document; null for text that is no value of its own. */
  path: string | null;
  /** Counted from 1. */
  line: number;
  repository: string;
  from: string;
  /** Null where nothing else is wanted, or it is not known what. */
  to: string | null;
  outcome: UpdateOutcome;
  reason?: string;
}

/** Shortens a long digest in a version, which a table has no room for. */
const short = (text: string): string => text.replace(/(sha\d+:[0-9a-f]{12})[0-9a-f]+/, '$1');

export const updateView: View<UpdateRow> = {
  columns: [
    { title: 'PLACE', value: ({ file, line }) => `${file}:${line}` },
    { title: 'PATH', value: ({ path }) => path ?? '' },
    { title: 'FROM', value: ({ from }) => short(from) },
    { title: 'TO', value: ({ to }) => short(to ?? '') },
    { title: 'OUTCOME', value: ({ outcome }) => outcome },
    { title: 'REASON', value: ({ reason }) => reason ?? '' },
  ],
  name: ({ file }) => file,
};
