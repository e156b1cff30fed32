import { byCodeUnit } from '@patch-notebook-sts/core/by-code-unit';
import { groupBy } from '@patch-notebook-sts/core/group-by';
import { lineOf } from './line-of.ts';
import { type Place, valuesOf } from './places/place.ts';
import type { FilePlan } from './plan-file.ts';
import { variantOf } from './wanted/variant.ts';

/**
 * What `--check` says: a line for each repository whose places name different versions, with the places of each version.
 * Variants of an image are compared among themselves. A place with a tag and one with a digest alone can't be compared,
 * and count as different.
 */
export function findDisagreements(plans: readonly FilePlan[]): string[] {
  const uses = plans.flatMap(({ places, before, file }) =>
    places.filter(hasVersion).map((place) => ({ place, at: `${file}:${lineOf(before, startOf(place))}` })),
  );
  const groups = groupBy(uses, ({ place }) => `${place.repository} ${variantOf(place.tag ?? '')}`);
  return [...groups.values()].flatMap((group) => {
    const versions = [...groupBy(group, ({ place }) => versionText(place))].sort(([a], [b]) =>
      byCodeUnit(a, b),
    );
    const differ = versions.some(([, [a]], i) =>
      versions.slice(i + 1).some(([, [b]]) => !agree(a?.place, b?.place)),
    );
    if (!differ) return [];
    const texts = versions.map(([version, some]) => `${version} in ${some.map(({ at }) => at).join(', ')}`);
    return [`${group[0]?.place.repository} has different versions: ${texts.join('; ')}`];
  });
}

const startOf = (place: Place): number => valuesOf(place)[0]?.start ?? 0;

const hasVersion = ({ tag, digest }: Place): boolean => tag !== undefined || digest !== undefined;

const versionText = ({ tag, digest }: Place): string =>
  [tag, digest].filter((part) => part !== undefined).join('@');

/** Whether two places name the same version, by the tag or the digest that both have. */
function agree(a: Place | undefined, b: Place | undefined): boolean {
  const isSame = (one?: string, other?: string) => one === undefined || other === undefined || one === other;
  const share =
    (a?.tag !== undefined && b?.tag !== undefined) || (a?.digest !== undefined && b?.digest !== undefined);
  return share && isSame(a?.tag, b?.tag) && isSame(a?.digest, b?.digest);
}
