import type { PartKeys } from './parts.ts';

/** The pairs of charts: `repository` and `tag`, also below a `registry`; `name` and `tag`, as z2jh has them. */
export const PAIR_KEYS: PartKeys = {
  names: ['repository', 'image', 'name'],
  tag: 'tag',
  digest: 'digest',
  registry: 'registry',
};
