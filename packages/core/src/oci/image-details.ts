import { ImageDetails } from '../rows/image-row.ts';
import { oneLine } from '../text/one-line.ts';

/** What is read of one platform's image. */
interface Described {
  platform: string | undefined;
  created: string | undefined;
  labels: Readonly<Record<string, string>>;
  size: number | undefined;
}

/** https://github.com/opencontainers/image-spec/blob/main/annotations.md#pre-defined-annotation-keys */
const KEY = 'org.opencontainers.image.';
const MAX_TEXT = 1024;

/**
 * What an image is, by the configs of its platforms and its annotations.
 *
 * A text is that of the annotation of the manifest or index, else the label that all platforms agree on. `created` is
 * the latest time of the configs; only where none has one, that of the annotation or label.
 * @param names of more labels to give
 */
export function imageDetails(
  images: readonly Described[],
  annotations: Readonly<Record<string, string>>,
  names: readonly string[] = [],
): ImageDetails {
  const label = (name: string): string | undefined => {
    const [first, ...others] = images.map(({ labels }) => labels[name]);
    const agreed = others.every((other) => other === first) ? first : undefined;
    const found = annotations[name] || agreed;
    return found ? oneLine(found).slice(0, MAX_TEXT) : undefined;
  };
  const text = (name: string) => label(KEY + name);
  const times = images.flatMap(({ created }) => timeOf(created) ?? []);
  const created = latest(times) ?? timeOf(text('created'));
  const size = Object.fromEntries(
    images.flatMap(({ platform, size }) =>
      platform === undefined || size === undefined ? [] : [[platform, size]],
    ),
  );
  const labels = Object.fromEntries(
    names.flatMap((name) => {
      const value = label(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const details = {
    created,
    revision: text('revision'),
    version: text('version'),
    source: text('source'),
    base: text('base.name'),
    ...(Object.keys(size).length > 0 ? { size } : {}),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
  };
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

const timeOf = (text: string | undefined): string | undefined => {
  const { created } = ImageDetails.safeParse({ created: text }).data ?? {};
  return created === undefined || Number.isNaN(Date.parse(created)) ? undefined : created;
};

const latest = (times: readonly string[]): string | undefined =>
  times.reduce<string | undefined>(
    (last, time) => (last === undefined || Date.parse(time) > Date.parse(last) ? time : last),
    undefined,
  );

/** Builds that can be reproduced give all their images one time: 1970, or 1980, the first that a zip file can hold. */
const EARLIEST = Date.parse('1980-01-02T00:00:00Z');

/** When an image was created, in milliseconds of the epoch; undefined where it doesn't say, or can't mean it. */
export function createdAt(details: ImageDetails | undefined): number | undefined {
  const at = Date.parse(details?.created ?? '');
  return at > EARLIEST ? at : undefined;
}
