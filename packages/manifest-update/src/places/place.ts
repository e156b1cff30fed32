/** How a value is written: without quotes, in single or in double quotes. */
export type Style = 'plain' | 'single' | 'double';

/** A value in a file's text. `start` and `end` are offsets of its first character and behind its last, quotes included. */
export interface Value {
  /** Where it is in the document: `singleuser.profileList[0].image`; behind `|` in the text of a block. */
  path: string;
  start: number;
  end: number;
  style: Style;
  /** What it says, as it is written: `1.10` stays that, although YAML reads a number. */
  text: string;
  /** Why it can't be edited. */
  trouble?: string;
}

/** A place that names a version of an image of a listed repository. */
export interface Place {
  /** In Docker's normal form. */
  repository: string;
  /** The tag and the digest that it names now. */
  tag?: string;
  digest?: string;
  /** One value with the whole reference, or a value for each part of it. */
  values: { reference: Value } | { tag?: Value; digest?: Value };
  /** The other values of its map, by key. */
  neighbours: ReadonlyMap<string, Value>;
  /** Whether the command line names it. */
  isNamed: boolean;
}

/** The values of a place; the first is what people take for the place itself. */
export const valuesOf = ({ values }: Place): Value[] =>
  'reference' in values
    ? [values.reference]
    : [values.tag, values.digest].filter((value) => value !== undefined);

/** Text that names a listed repository, but is no value of its own: a comment, prose, or a file that can't be read. */
export interface Mention {
  repository: string;
  start: number;
  end: number;
  text: string;
  /** Whether it names a tag or a digest too. */
  hasVersion: boolean;
}
