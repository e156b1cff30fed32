import { BlockList, isIPv4, isIPv6 } from 'node:net';

type Zone = 'loopback' | 'link-local' | 'elsewhere';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('0.0.0.0', 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addAddress('::', 'ipv6');
const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');

/** The zone of a host name or address, spelled as in `URL.hostname`. */
function zoneOf(hostname: string): Zone {
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return 'loopback';
  const family = isIPv4(name) ? 'ipv4' : isIPv6(name) ? 'ipv6' : undefined;
  if (family === undefined) return 'elsewhere';
  if (loopback.check(name, family)) return 'loopback';
  return linkLocal.check(name, family) ? 'link-local' : 'elsewhere';
}

export const isLoopback = (url: URL): boolean => zoneOf(url.hostname) === 'loopback';

/**
 * Why a URL from a registry, a token realm or a redirect, must not be followed. Undefined if it may be.
 *
 * A registry could otherwise have credentials sent in the clear, or make this machine call its own services or the
 * cloud's metadata server. Both are allowed if the registry itself is at such a place, as in go-containerregistry:
 * https://github.com/google/go-containerregistry/blob/main/pkg/v1/remote/transport/bearer.go
 *
 * @param plainHosts hosts, with their port, that the user allows plain HTTP for
 */
export function whyForbidden(
  target: URL,
  registry: URL,
  plainHosts: ReadonlySet<string>,
): string | undefined {
  const zone = zoneOf(target.hostname);
  if (zone !== 'elsewhere' && zone !== zoneOf(registry.hostname)) return `it is a ${zone} address`;
  if (target.protocol === 'https:') return undefined;
  if (target.protocol !== 'http:') return 'it is neither https nor http';
  const isPlainToo =
    registry.protocol === 'http:' && (target.hostname === registry.hostname || zone !== 'elsewhere');
  return isPlainToo || plainHosts.has(target.host) ? undefined : 'it is plain http';
}
