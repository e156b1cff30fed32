import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { type Images, readImages } from '@patch-notebook-sts/core/rows/images';
import { hintOf } from './places/search.ts';
import { type FilePlan, planFile } from './plan-file.ts';
import { parseAlso } from './wanted/also.ts';
import type { Form } from './wanted/targets.ts';

export const digest = (hex: string): string => `sha256:${hex.repeat(64)}`;
export const REPOSITORY = 'ghcr.io/org/app';

/** Images of rows with a repository of their own, or `REPOSITORY`. */
export const imagesOf = (...rows: object[]): Promise<Images> =>
  readImages(
    (async function* () {
      for (const [i, row] of rows.entries()) {
        const whole = { repository: REPOSITORY, digest: digest('a'), ...row };
        yield [{ row: ImageRow.parse(whole), file: '2.txt', line: i + 1 }];
      }
    })(),
  );

export const searchFor = (images: Images, file = 'values.yaml', at: Record<string, string> = {}) => ({
  file,
  isListed: (repository: string) => images.tags(repository).length > 0,
  hints: images.repositories().map(hintOf),
  at: new Map(Object.entries(at)),
});

export interface PlanOptions {
  file?: string;
  form?: Form;
  also?: string[];
  at?: Record<string, string>;
  rows?: object[];
}

/** The plan for a text; the tag of `REPOSITORY` is `v2` unless there are other rows. */
export async function plan(text: string, options: PlanOptions = {}): Promise<FilePlan> {
  const { file, form = 'tag', also = [], at, rows = [{ tag: 'v2' }] } = options;
  const images = await imagesOf(...rows);
  return planFile(text, searchFor(images, file, at), { images, form, also: also.map(parseAlso) });
}
