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

/** Where a host name or an address, as `URL.hostname` spells it, is seen from here. */
function zone(hostname: string): Zone {
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return 'loopback';
  const family = isIPv4(name) ? 'ipv4' : isIPv6(name) ? 'ipv6' : undefined;
  if (family === undefined) return 'elsewhere';
  if (loopback.check(name, family)) return 'loopback';
  return linkLocal.check(name, family) ? 'link-local' : 'elsewhere';
}

export const isLoopback = (url: URL): boolean => zone(url.hostname) === 'loopback';

/**
 * Why a place that a registry names, a token realm or a redirect, is not gone to; undefined when it may be.
 *
 * A registry could otherwise have credentials sent in the clear, or have this machine ask its own services or the
 * cloud's metadata server. Both are allowed where the registry itself is at such a place, as go-containerregistry does:
 * https://github.com/google/go-containerregistry/blob/main/pkg/v1/remote/transport/bearer.go
 *
 * @param plainHosts hosts, with their port, that the user named for plain HTTP
 */
export function whyRefused(target: URL, registry: URL, plainHosts: ReadonlySet<string>): string | undefined {
  const local = zone(target.hostname);
  if (local !== 'elsewhere' && local !== zone(registry.hostname)) return `it is a ${local} address`;
  if (target.protocol === 'https:') return undefined;
  if (target.protocol !== 'http:') return 'it is neither https nor http';
  const asPlain =
    registry.protocol === 'http:' && (target.hostname === registry.hostname || local !== 'elsewhere');
  return asPlain || plainHosts.has(target.host) ? undefined : 'it is plain http';
}
