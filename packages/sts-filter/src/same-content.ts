type Platforms = Readonly<Record<string, string>>;

/** Nodes fall back to the other platform of their family: https://github.com/containerd/platforms/blob/main/compare.go */
const FAMILY: Readonly<Record<string, string>> = { '386': 'amd64', arm64: 'arm' };

/** What a node's platform and those that it may fall back to have in common: `linux/amd64` for `linux/386` too. */
function familyOf(platform: string): string {
  const [os = '', architecture = ''] = (platform.split('#')[0] ?? '').split('/');
  return `${os}/${FAMILY[architecture] ?? architecture}`;
}

/** The manifests of each family, with their full platforms, as one text that can be compared. */
function byFamily(platforms: Platforms): Map<string, string> {
  const families = new Map<string, string[]>();
  for (const [platform, digest] of Object.entries(platforms)) {
    const family = familyOf(platform);
    families.set(family, [...(families.get(family) ?? []), `${platform}=${digest}`]);
  }
  return new Map([...families].map(([family, entries]) => [family, entries.sort().join(' ')]));
}

/**
 * Whether a node gets the same manifest from two indexes, although these differ: an index moves when any of its platforms
 * or attestations is built anew.
 *
 * Where the node's platform is not known, all that both indexes have must be the same: the node is of one of those that
 * the running index has. A family counts as a whole, because a node may take another variant than its own.
 *
 * @param platform the node's: `linux/amd64`
 * @returns the platforms that are the same, for people; undefined where the indexes differ, or that can't be known
 */
export function sameContent(running: Platforms, wanted: Platforms, platform?: string): string[] | undefined {
  const [before, now] = [byFamily(running), byFamily(wanted)];
  const common =
    platform === undefined ? [...before.keys()].filter((one) => now.has(one)) : [familyOf(platform)];
  if (common.length === 0) return undefined;
  const isSame = common.every((family) => before.has(family) && before.get(family) === now.get(family));
  return isSame ? common.sort() : undefined;
}
