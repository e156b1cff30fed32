import type { Stages } from '../read/stages.ts';

/** When a run was: when it asked the registry, or else when its first restart began. */
export function whenOf({
  images = [],
  outcomes = [],
}: Pick<Stages, 'images' | 'outcomes'>): string | undefined {
  const asked = images.flatMap(({ resolvedAt }) => resolvedAt ?? []).sort();
  const started = outcomes.flatMap(({ startedAt }) => startedAt ?? []).sort();
  return asked.at(-1) ?? started[0];
}
