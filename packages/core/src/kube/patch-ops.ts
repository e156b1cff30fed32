/** An operation of a JSON patch: https://datatracker.ietf.org/doc/html/rfc6902 */
export type Operation =
  | { op: 'test' | 'add' | 'replace'; path: string; value: unknown }
  | { op: 'remove'; path: string };

const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Sets annotations, if the first of them still is as it was read: of two runs at a time, the server lets one through. A
 * test for null is met by what is absent.
 * @param path where the annotations stand: `/metadata/annotations`
 * @param before those that were read; undefined where there are none
 */
export function annotationOps(
  path: string,
  before: Readonly<Record<string, unknown>> | undefined,
  values: Record<string, string>,
): Operation[] {
  if (before === undefined) {
    return [
      { op: 'test', path, value: null },
      { op: 'add', path, value: values },
    ];
  }
  const [guard = ''] = Object.keys(values);
  return [
    { op: 'test', path: `${path}/${escaped(guard)}`, value: before[guard] ?? null },
    ...Object.entries(values).map(([key, value]) => ({
      op: 'add' as const,
      path: `${path}/${escaped(key)}`,
      value,
    })),
  ];
}

/** Removes those of the annotations that were read, if each still is as it was. */
export function removeAnnotationOps(
  path: string,
  before: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Operation[] {
  return keys
    .filter((key) => before[key] !== undefined)
    .flatMap((key) => [
      { op: 'test' as const, path: `${path}/${escaped(key)}`, value: before[key] },
      { op: 'remove' as const, path: `${path}/${escaped(key)}` },
    ]);
}
