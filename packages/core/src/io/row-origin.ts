/** Keys that only the rows of one command have. */
const KEYS: readonly (readonly [command: string, keys: readonly string[]])[] = [
  ['image-pair', ['repository', 'tag', 'partner']],
  ['tag-digest', ['repository', 'tag']],
  ['sts-filter --decisions', ['stsName', 'decision']],
  ['sts-filter', ['stsName', 'action', 'containers']],
  ['sts-restart', ['stsName', 'outcome']],
  ['sts-list', ['stsName', 'image']],
];

/** The command that writes rows like this value, to tell people which file they gave; undefined if it is like none. */
export function rowOrigin(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // An outcome of a migration has the keys of sts-filter too.
  if ('outcome' in value && 'stsName' in value)
    return 'announcedAt' in value ? 'sts-announce' : 'sts-restart';
  return KEYS.find(([, keys]) => keys.every((key) => key in value))?.[0];
}
