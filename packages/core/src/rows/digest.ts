import * as z from 'zod';

/** sha256 and sha512 are the registered algorithms; both are written in lower-case hex. */
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/**
 * A content digest, `sha256:` + 64 or `sha512:` + 128 lower-case hex digits.
 * https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests
 */
export const Digest = z.string().regex(DIGEST, 'not a digest: sha256: and 64 lower-case hex digits expected');
export type Digest = z.infer<typeof Digest>;

/** Whether `text` is a digest as a whole. */
export const isDigest = (text: string): boolean => DIGEST.test(text);

/** An `imageID` without the name of its runtime in front, such as `docker-pullable://`. */
export const withoutScheme = (imageID: string): string => imageID.replace(/^[a-z-]+:\/\//, '');

/**
 * The digest in a container status' `imageID`.
 *
 * - `repository@sha256:…`, also behind `docker-pullable://`: the manifest or index digest, with `comparable: true`.
 * - a bare `sha256:…`, also behind `docker://` or `docker-pullable://`: the image's config, which is not comparable
 *   with a registry's digest. It is returned because it may be a manifest digest that equals the wanted one.
 * - empty, or any other form: undefined.
 *
 * Runtimes differ: https://github.com/kubernetes/kubernetes/issues/115199
 */
export function runningDigest(imageID: string): { digest: Digest; comparable: boolean } | undefined {
  const bare = withoutScheme(imageID);
  const at = bare.lastIndexOf('@');
  const digest = bare.slice(at + 1);
  return isDigest(digest) ? { digest, comparable: at > 0 } : undefined;
}

const BROKEN = /(?:^|[@/])sha(?:256:(?![0-9a-f]{64}$)|512:(?![0-9a-f]{128}$))/;

/** Whether an `imageID` holds a damaged digest, which is something else than another runtime's form. */
export const hasBrokenDigest = (imageID: string): boolean => BROKEN.test(imageID);
