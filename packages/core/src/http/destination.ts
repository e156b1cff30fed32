import ipaddr from 'ipaddr.js';

/** Kinds of address that a registry elsewhere must not send us to. */
type Zone = 'loopback' | 'link-local' | 'metadata' | 'in-cluster' | 'translated' | 'elsewhere';

const REASONS: Record<Exclude<Zone, 'elsewhere'>, string> = {
  loopback: 'it is a loopback address',
  'link-local': 'it is a link-local address',
  metadata: "it is an address of the cloud's metadata service",
  'in-cluster': 'it is a name inside a cluster',
  translated: 'it is an IPv4 address in the form of an IPv6 address',
};

/** Metadata services at addresses that are not link-local: Azure, Alibaba, Oracle, AWS and Google. */
const METADATA_NETWORKS = [
  '168.63.129.16/32',
  '100.100.100.200/32',
  '192.0.0.192/32',
  'fd00:ec2::/32',
  'fd20:ce::/32',
].map((network) => ipaddr.parseCIDR(network));

const LOOPBACK_NAMES = /(?:^|\.)(?:localhost|localhost\.localdomain|ip6-localhost|ip6-loopback)$/;
const METADATA_NAMES =
  /^(?:metadata|metadata\.google\.internal|metadata\.goog|instance-data(?:\.ec2\.internal)?)$/;
/** https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */
const CLUSTER_NAMES = /\.(?:svc|cluster\.local)$/;

/** The zone of a host name or address, spelled as in `URL.hostname`. */
function zoneOf(hostname: string): Zone {
  const name = hostname.replace(/^\[|\]$|\.+$/g, '');
  if (ipaddr.isValid(name)) return addressZone(ipaddr.process(name));
  if (LOOPBACK_NAMES.test(name)) return 'loopback';
  if (METADATA_NAMES.test(name)) return 'metadata';
  return CLUSTER_NAMES.test(name) ? 'in-cluster' : 'elsewhere';
}

function addressZone(address: ipaddr.IPv4 | ipaddr.IPv6): Zone {
  if (METADATA_NETWORKS.some((network) => address.kind() === network[0].kind() && address.match(network)))
    return 'metadata';
  switch (address.range()) {
    case 'loopback':
    case 'unspecified':
      return 'loopback';
    case 'linkLocal':
      return 'link-local';
    case 'rfc6052':
    case 'rfc6145':
    case '6to4':
    case 'teredo':
      return 'translated';
    case 'uniqueLocal':
      // Some clouds have their metadata service at a prefix of theirs with 169.254.169.254 at its end.
      return endsLikeLocal(address) ? 'metadata' : 'elsewhere';
    default:
      return isCompatible(address) ? 'translated' : 'elsewhere';
  }
}

/** Whether the last four bytes of an IPv6 address are a local IPv4 address. Small numbers, such as `::1`, are none. */
function endsLikeLocal(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const end = new ipaddr.IPv4(address.toByteArray().slice(-4));
  return end.range() !== 'unspecified' && addressZone(end) !== 'elsewhere';
}

/** Whether an address has one of two old forms with an IPv4 address at its end: `::127.0.0.1`, or that of ISATAP. */
function isCompatible(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.kind() === 'ipv4') return false;
  const [, , , , , , , , a, b, c, d] = address.toByteArray();
  const isIsatap = (a === 0 || a === 2) && b === 0 && c === 0x5e && d === 0xfe;
  return isIsatap || address.match(ipaddr.parseCIDR('::/96'));
}

export const isLoopback = (url: URL): boolean => zoneOf(url.hostname) === 'loopback';

/**
 * Why a URL from a registry, a token realm or a redirect, must not be followed. Undefined if it may be.
 *
 * A registry could otherwise have credentials sent in the clear, or make this machine call its own services, those of its
 * cluster, or the cloud's metadata service. All of that is allowed if the registry itself is at such a place, as in
 * go-containerregistry:
 * https://github.com/google/go-containerregistry/blob/main/pkg/v1/remote/transport/bearer.go
 *
 * Other names may resolve to such an address too. TLS stops that: the service there has no certificate for the name.
 *
 * @param plainHosts hosts, with their port, that the user allows plain HTTP for
 */
export function whyForbidden(
  target: URL,
  registry: URL,
  plainHosts: ReadonlySet<string>,
): string | undefined {
  const zone = zoneOf(target.hostname);
  if (zone !== 'elsewhere' && zone !== zoneOf(registry.hostname)) return REASONS[zone];
  if (target.protocol === 'https:') return undefined;
  if (target.protocol !== 'http:') return 'it is neither https nor http';
  const isPlainToo =
    registry.protocol === 'http:' &&
    (target.hostname === registry.hostname || zone === 'loopback' || zone === 'link-local');
  return isPlainToo || plainHosts.has(target.host) ? undefined : 'it is plain http';
}
