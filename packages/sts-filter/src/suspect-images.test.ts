import { readImages } from '@patch-notebook-sts/core/rows/images';
import t from 'tap';
import { suspectImages } from './suspect-images.ts';
import { located } from './testing.ts';

const found = (repository: string, tag: string) => ({
  repository,
  tag,
  digest: `sha256:${'a'.repeat(64)}`,
});
const missing = (repository: string, tag: string) => ({
  repository,
  tag,
  digest: null,
  error: 'not-found' as const,
});

t.test('a repository that nothing uses, and a tag that is nowhere', async (t) => {
  const images = await readImages(
    located([
      found('ghcr.io/org/lab', 'v1'),
      missing('ghcr.io/org/lab', 'V1'),
      missing('ghcr.io/org/rstudoi', 'v1'),
      missing('ghcr.io/org/rstudoi', 'V1'),
    ]),
  );
  t.same(suspectImages(images, ['ghcr.io/org/lab:old', 'quay.io/other:v1']), [
    'ghcr.io/org/rstudoi is listed, but no workload uses it',
    'no listed image has the tag V1',
  ]);
});

t.test(
  'a tag that only some images have, an image that is pinned, and a registry that is down are as they should be',
  async (t) => {
    const down = { repository: 'ghcr.io/org/lab', tag: 'v3', digest: null, error: 'timeout' as const };
    const images = await readImages(
      located([found('ghcr.io/org/lab', 'v1'), missing('ghcr.io/org/rstudio', 'v1'), down]),
    );
    const used = [
      `ghcr.io/org/lab@sha256:${'b'.repeat(64)}`,
      `docker-pullable://ghcr.io/org/rstudio@sha256:${'b'.repeat(64)}`,
    ];
    t.same(suspectImages(images, used), []);
  },
);
