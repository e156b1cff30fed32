import type { Change } from '@patch-notebook-sts/core/rows/changes';
import type { Container } from '../live/workload-state.ts';

/** An operation of a JSON patch: https://datatracker.ietf.org/doc/html/rfc6902 */
export interface Operation {
  op: 'test' | 'add' | 'replace';
  path: string;
  value: unknown;
}

const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Sets annotations, if the first of them still is as it was read: of two runs at a time, the server lets one through. A
 * test for null is met by what is absent.
 * @param path where the annotations stand: `/metadata/annotations`
 * @param before those that were read; undefined where there are none
 */
export function annotationOps(
  path: string,
  before: Record<string, string> | undefined,
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

/**
 * Gives containers their new references and pull policies, if they still have those that were read, so that an edit at
 * the same time is a conflict and not lost. Containers are found by their names, which the patch doesn't repeat: a
 * notebook's container has its name, and each would need a patch of its own.
 * @param path where the containers stand: `/spec/template/spec/containers`
 */
export function containerOps(
  path: string,
  live: readonly Container[],
  changes: readonly Change[],
): Operation[] {
  return changes.flatMap(({ name, to, imagePullPolicy }) => {
    const index = live.findIndex((container) => container.name === name);
    const at = `${path}/${index}`;
    const { image, imagePullPolicy: policy = null } = live[index] ?? { image: null };
    const ops: Operation[] = [{ op: 'test', path: `${at}/image`, value: image }];
    if (to !== image) ops.push({ op: 'replace', path: `${at}/image`, value: to });
    if (imagePullPolicy !== undefined) {
      ops.push({ op: 'test', path: `${at}/imagePullPolicy`, value: policy });
      ops.push({ op: 'add', path: `${at}/imagePullPolicy`, value: imagePullPolicy });
    }
    return ops;
  });
}
