import { createHash } from 'node:crypto';
import { DOCKER_LIST, DOCKER_MANIFEST, isIndexType, OCI_INDEX, OCI_MANIFEST } from './media-types.ts';

/** What to push: one image, or an index of one image per platform. The same seed gives the same digest, always. */
export type ImageSpec = {
  mediaType?: 'oci' | 'docker';
  /** The labels of the config. Without them and `created`, only the config's digest is there, because hardly anything reads more. */
  labels?: Record<string, string>;
  /** The config's time, ISO 8601. */
  created?: string;
} & (
  | { seed: string }
  | {
      /** `os/architecture` or `os/architecture/variant` → seed of that platform's image. */
      platforms: Record<string, string>;
    }
);

/** A manifest or an index as a registry holds it. */
export interface Manifest {
  digest: string;
  mediaType: string;
  /** The exact bytes whose sha256 is the digest; absent where only the digest was recorded. */
  body?: string;
  /** Bytes of the body. */
  size: number;
  /** Digest of the image's config, which runtimes call the image id; of an index: of its linux/amd64 image. */
  configDigest?: string;
  /** The config, where it has labels. */
  config?: string;
  /** `os/architecture[/variant]` → digest of that platform's manifest; empty for a single image. */
  platforms: Record<string, string>;
}

/** The digest of a body: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
export const digestOf = (body: string): string => `sha256:${createHash('sha256').update(body).digest('hex')}`;

/**
 * Builds real manifests; layers are only named by digest because nothing here pulls them.
 *
 * @returns the manifests of the platforms first, the pushed one last.
 * Shapes: https://github.com/opencontainers/image-spec/blob/main/manifest.md, …/image-index.md and
 * https://distribution.github.io/distribution/spec/manifest-v2-2/
 */
export function buildManifests(spec: ImageSpec): [...Manifest[], Manifest] {
  const docker = spec.mediaType === 'docker';
  if (!('platforms' in spec)) return [imageManifest(spec.seed, docker, spec, 'linux/amd64')];
  const images = Object.entries(spec.platforms).map(([platform, seed]) => ({
    platform,
    manifest: imageManifest(`${seed} ${platform}`, docker, spec, platform),
  }));
  const mediaType = docker ? DOCKER_LIST : OCI_INDEX;
  const body = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    manifests: images.map(({ platform, manifest }) => {
      const [os, architecture, variant] = platform.split('/');
      return {
        mediaType: manifest.mediaType,
        digest: manifest.digest,
        size: manifest.size,
        platform: { architecture, os, ...(variant && { variant }) },
      };
    }),
  });
  const children = images.map(({ manifest }) => manifest);
  const configDigest = (images.find(({ platform }) => platform === 'linux/amd64') ?? images[0])?.manifest
    .configDigest;
  return [
    ...children,
    {
      digest: digestOf(body),
      mediaType,
      body,
      size: body.length,
      ...(configDigest !== undefined && { configDigest }),
      platforms: Object.fromEntries(images.map(({ platform, manifest }) => [platform, manifest.digest])),
    },
  ];
}

function imageManifest(
  seed: string,
  docker: boolean,
  { labels, created }: Pick<ImageSpec, 'labels' | 'created'>,
  platform: string,
): Manifest {
  const mediaType = docker ? DOCKER_MANIFEST : OCI_MANIFEST;
  const [os, architecture, variant] = platform.split('/');
  const config =
    labels === undefined && created === undefined
      ? undefined
      : JSON.stringify({ created_by: seed, created, os, architecture, variant, config: { Labels: labels } });
  const configDigest = digestOf(config ?? `config ${seed}`);
  const body = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: {
      mediaType: docker
        ? 'application/vnd.docker.container.image.v1+json'
        : 'application/vnd.oci.image.config.v1+json',
      size: 1469,
      digest: configDigest,
    },
    layers: [
      {
        mediaType: docker
          ? 'application/vnd.docker.image.rootfs.diff.tar.gzip'
          : 'application/vnd.oci.image.layer.v1.tar+gzip',
        size: 2_220_094,
        digest: digestOf(`layer ${seed}`),
      },
    ],
  });
  const digest = digestOf(body);
  const image = { digest, mediaType, body, size: body.length, configDigest, platforms: {} };
  return config === undefined ? image : { ...image, config };
}

/** A manifest of which only the digest is known, with a size that such a manifest would have. */
export function recordedManifest(
  digest: string,
  mediaType: string = OCI_MANIFEST,
  platforms: Record<string, string> = {},
): Manifest {
  return { digest, mediaType, size: isIndexType(mediaType) ? 517 : 422, platforms };
}

/** A manifest as it was pushed; undefined where its body is none, or of another type than it is sent as. */
export function pushedManifest(body: string, mediaType: string): Manifest | undefined {
  try {
    const value: { mediaType?: string; manifests?: PushedChild[] } = JSON.parse(body);
    if (
      (value.mediaType ?? mediaType) !== mediaType ||
      isIndexType(mediaType) !== Array.isArray(value.manifests)
    )
      return undefined;
    const platforms = (value.manifests ?? []).map(({ digest, platform = {} }, i) => {
      const name = [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/');
      return [name || `#${i}`, digest];
    });
    const size = Buffer.byteLength(body);
    return { digest: digestOf(body), mediaType, body, size, platforms: Object.fromEntries(platforms) };
  } catch {
    return undefined;
  }
}

interface PushedChild {
  digest: string;
  platform?: { os?: string; architecture?: string; variant?: string };
}
