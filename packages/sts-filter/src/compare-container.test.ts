import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { readImages } from '@patch-notebook-sts/core/rows/images';
import t from 'tap';
import { compareContainer } from './compare-container.ts';
import type { Container } from './containers.ts';
import { located } from './testing.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const index = 'application/vnd.oci.image.index.v1+json';
const app = 'ghcr.io/org/app';
const images = await readImages(
  located(
    [
      { repository: app, tag: 'v1', digest: digest('1'), platforms: {} },
      {
        repository: app,
        tag: 'v2',
        digest: digest('2'),
        mediaType: index,
        platforms: { 'linux/arm64': digest('3') },
      },
      { repository: app, tag: 'bare-index', digest: digest('4'), mediaType: index },
      { repository: app, tag: 'gone', digest: null, error: 'not-found' },
      { repository: 'busybox', tag: 'latest', digest: digest('5') },
    ].map((row) => ImageRow.parse(row)),
  ),
);

const running = (
  image: string,
  imageID: string,
  imagePullPolicy: string | undefined = 'Always',
): Container => ({
  file: '1.txt',
  line: 1,
  pod: 'app-0',
  name: 'app',
  image,
  imageID,
  imagePullPolicy,
  startedAt: undefined,
  notReady: undefined,
  restartedFor: undefined,
});

t.test('each decision, with its reason', async (t) => {
  const old = `${app}@${digest('0')}`;
  const table: [string, Container, string, RegExp][] = [
    [
      'another repository',
      running('ghcr.io/org/other:v1', old),
      'untracked',
      /ghcr\.io\/org\/other, which is not listed/,
    ],
    ['a name that only looks alike', running('ghcrxio/org/app:v1', old), 'untracked', /not listed/],
    ['no image’s name at all', running('No Image', 'other@sha256'), 'untracked', /names no repository/],
    [
      'a digest in the spec',
      running(`${app}@${digest('0')}`, old),
      'pinned',
      /names sha256:000000000000 in its spec/,
    ],
    ['a tag and a digest', running(`${app}:v1@${digest('0')}`, old), 'pinned', /names/],
    [
      'a tag that was not asked for',
      running(`${app}:v10`, old),
      'other-tag',
      /is on v10, not on bare-index or gone or v1 or v2/,
    ],
    ['no tag is latest', running(app, old), 'other-tag', /is on latest/],
    ['a tag without a digest', running(`${app}:gone`, old), 'unknown-digest', /no digest \(not-found\)/],
    ['no image yet', running(`${app}:v1`, ''), 'not-running', /no image yet/],
    ['a tag that is gone comes before no image', running(`${app}:gone`, ''), 'unknown-digest', /no digest/],
    [
      'the digest',
      running(`${app}:v1`, `${app}@${digest('1')}`),
      'current',
      /runs sha256:111111111111, which is v1/,
    ],
    [
      'named after another repository',
      running(`${app}:v1`, `other@${digest('1')}`),
      'current',
      /which is v1/,
    ],
    ['the index', running(`${app}:v2`, `${app}@${digest('2')}`), 'current', /which is v2/],
    ['a platform of the index', running(`${app}:v2`, `${app}@${digest('3')}`), 'current', /which is v2/],
    ['a manifest digest without its repository', running(`${app}:v1`, digest('1')), 'current', /which is v1/],
    ['an image id', running(`${app}:v1`, digest('0')), 'unknown-digest', /image id sha256:000000000000/],
    ['a form that nobody knows', running(`${app}:v1`, 'docker://abc'), 'unknown-digest', /holds no digest/],
    ['an index without platforms', running(`${app}:bare-index`, old), 'unknown-digest', /may be a platform/],
    [
      'that index itself',
      running(`${app}:bare-index`, `${app}@${digest('4')}`),
      'current',
      /which is bare-index/,
    ],
    [
      'the tag moved',
      running(`${app}:v1`, old),
      'stale',
      /runs sha256:000000000000, but v1 is sha256:111111111111/,
    ],
    [
      'Docker’s short name',
      running('busybox', `docker.io/library/busybox@${digest('5')}`),
      'current',
      /which is latest/,
    ],
  ];
  for (const [what, container, decision, reason] of table) {
    t.match(compareContainer(container, images), { decision, reason }, what);
  }
});

t.test('an index of which only other platforms changed is current', async (t) => {
  const [amd64, arm64, newArm64, alone] = ['a', 'b', 'c', 'd'].map(digest);
  const rows = await readImages(
    located([
      ImageRow.parse({
        repository: app,
        tag: 'v1',
        digest: digest('2'),
        mediaType: index,
        platforms: { 'linux/amd64': amd64, 'linux/arm64': newArm64 },
        running: [
          { digest: digest('1'), platforms: { 'linux/amd64': amd64, 'linux/arm64': arm64 } },
          { digest: alone, platforms: {} },
          { digest: digest('8'), gone: true },
          { digest: digest('9'), error: 'timeout' },
        ],
      }),
    ]),
  );
  const compare = (runs: string | undefined, platform?: string) =>
    compareContainer(running(`${app}:v1`, `${app}@${runs}`), rows, undefined, platform);
  t.match(compare(digest('1'), 'linux/amd64'), {
    decision: 'current',
    reason: 'container app runs sha256:111111111111, whose linux/amd64 is that of v1',
    stale: undefined,
  });
  t.equal(compare(digest('1'), 'linux/arm64').decision, 'stale');
  t.equal(compare(digest('1')).decision, 'stale', 'the node may be arm64');
  for (const runs of [alone, digest('7'), digest('8'), digest('9'), arm64])
    t.equal(compare(runs, 'linux/amd64').decision, 'stale', `${runs}`);
});

t.test('a stopped notebook runs nothing, whatever its pod still shows', async (t) => {
  const old = running(`${app}:v1`, `${app}@${digest('0')}`);
  const compare = (container: Container, stopped?: string | null) =>
    compareContainer(container, images, { lastActivity: null, stopped });
  t.match(compare(old, '2026-10-30T12:00:00Z'), {
    decision: 'not-running',
    reason: /will pull .* when it starts: its notebook is stopped since 2026-10-30T12:00:00Z$/,
  });
  t.match(compare(old, 'a\nb'), { decision: 'not-running', reason: /is stopped$/ });
  t.match(compare(old, ''), { decision: 'not-running', reason: /is stopped$/ });
  t.equal(compare(running(`${app}:v1`, `${app}@${digest('1')}`), 'x').decision, 'not-running');
  t.equal(compare(running(`${app}:gone`, ''), 'x').decision, 'unknown-digest');
  t.equal(compare(running(`${app}@${digest('0')}`, ''), 'x').decision, 'pinned');
  t.equal(compare(old, null).decision, 'stale');
  t.equal(compare(old).decision, 'stale');
});

t.test('what is stale says what runs and what is wanted', async (t) => {
  t.strictSame(compareContainer(running(`${app}:v1`, `${app}@${digest('0')}`), images).stale, {
    name: 'app',
    image: `${app}:v1`,
    running: digest('0'),
    wanted: digest('1'),
  });
  const { stale } = compareContainer(running(`${app}:v2`, `${app}@${digest('0')}`), images);
  t.match(stale, { wanted: digest('2'), platforms: { 'linux/arm64': digest('3') } });
});

t.test('a status that lost its tag, in a row without a spec', async (t) => {
  const lost = (repository: string) => running(digest('9'), `${repository}@${digest('0')}`);
  t.match(compareContainer(lost(app), images), {
    decision: 'unknown-digest',
    reason: /doesn't say on which tag/,
  });
  t.equal(compareContainer(lost('ghcr.io/org/other'), images).decision, 'untracked');
});
