import { ResolveError } from '../rows/resolve-error.ts';

/**
 * The https URL of a host, with its port. Throws ResolveError for one that can't exist, such as `foo.test:99999`: the
 * grammar of image names allows more than that of URLs, and one bad image must not stop the others.
 */
export function hostUrl(host: string): URL {
  const url = `https://${host}/`;
  if (URL.canParse(url)) return new URL(url);
  throw new ResolveError('unreachable', `${host} is not a possible host and port; correct the image name`);
}
