import type { Manifest } from './manifest.ts';
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from './media-types.ts';

/** What a manifest request gets: a manifest, or the error that takes its place. */
export type Negotiated =
  | { manifest: Manifest }
  | { error: 'MANIFEST_UNKNOWN' | 'MANIFEST_INVALID'; message: string };

/**
 * The media types that an Accept header names. Wildcards name none, as in docker-registry.
 * https://www.rfc-editor.org/rfc/rfc9110#name-accept
 */
export function acceptedTypes(accept: string | undefined): Set<string> {
  return new Set((accept ?? '').split(',').map((range) => (range.split(';')[0] ?? '').trim().toLowerCase()));
}

/**
 * Chooses what docker-registry 2.8.2 sends for a manifest and an Accept header. It never serves an OCI type that was not
 * asked for; for a Docker type asked for by tag it falls back: a list to its linux/amd64 image (another digest), an
 * image to schema 1, which a current registry refuses to make (MANIFEST_INVALID).
 * https://github.com/distribution/distribution/blob/v2.8.2/registry/handlers/manifests.go
 *
 * @param child looks up a manifest of the same repository by digest.
 */
export function negotiate(
  manifest: Manifest,
  accepted: Set<string>,
  byTag: boolean,
  child: (digest: string) => Manifest | undefined,
): Negotiated {
  const { mediaType } = manifest;
  if (mediaType === OCI_MANIFEST && !accepted.has(OCI_MANIFEST)) {
    return unknown('OCI manifest found, but accept header does not support OCI manifests');
  }
  if (mediaType === OCI_INDEX && !accepted.has(OCI_INDEX)) {
    return unknown('OCI index found, but accept header does not support OCI indexes');
  }
  if (!byTag) return { manifest };
  if (mediaType === DOCKER_MANIFEST && !accepted.has(DOCKER_MANIFEST)) return invalid();
  if (mediaType !== DOCKER_LIST || accepted.has(DOCKER_LIST)) return { manifest };
  const image = child(manifest.platforms['linux/amd64'] ?? '');
  if (image === undefined) return unknown('manifest unknown');
  return accepted.has(DOCKER_MANIFEST) ? { manifest: image } : invalid();
}

const unknown = (message: string): Negotiated => ({ error: 'MANIFEST_UNKNOWN', message });
const invalid = (): Negotiated => ({ error: 'MANIFEST_INVALID', message: 'manifest invalid' });
