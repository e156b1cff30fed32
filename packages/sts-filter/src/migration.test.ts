import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { readImages } from '@patch-notebook-sts/core/rows/images';
import t from 'tap';
import { compareContainer } from './compare-container.ts';
import type { Container } from './containers.ts';
import { type Migration, migrate } from './migration.ts';
import { located } from './testing.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const images = await readImages(
  located(
    [
      { repository: 'app', tag: 'v1', digest: digest('1') },
      { repository: 'app', tag: 'v2', digest: digest('2'), platforms: { 'linux/amd64': digest('3') } },
      { repository: 'app', tag: 'gone', digest: null, error: 'not-found' },
    ].map((row) => ImageRow.parse(row)),
  ),
);
const of = (
  image: string,
  migration: Partial<Migration>,
  more: Partial<Container> = {},
  stopped: string | null = null,
) => {
  const container: Container = {
    file: '',
    line: 1,
    pod: 'desk-0',
    name: 'desk',
    image,
    imagePullPolicy: 'Always',
    imageID: `app@${digest('0')}`,
    startedAt: undefined,
    notReady: undefined,
    restartedFor: undefined,
    ...more,
  };
  const notebook = { lastActivity: null, stopped };
  const verdict = compareContainer(container, images, notebook);
  const asked = { to: undefined, from: undefined, fixPullPolicy: false, ...migration };
  return migrate(container, verdict, images, notebook, asked);
};
const lazy = { imagePullPolicy: 'IfNotPresent' };

t.test('who moves to another tag, and who doesn’t', async (t) => {
  const table: [string, ReturnType<typeof of>, string, RegExp][] = [
    ['another tag', of('app:c5b7982c', { to: 'v1' }), 'migrate', /is on c5b7982c and moves to v1$/],
    ['that never ran', of('app:x', { to: 'v1' }, { imageID: '' }), 'migrate', /./],
    ['whatever it runs', of('app:x', { to: 'v1' }, { imageID: 'junk' }), 'migrate', /./],
    ['nobody asks', of('app:x', {}), 'other-tag', /on x, not on/],
    [
      'not among them',
      of('app:main', { to: 'v1', from: '????????' }),
      'other-tag',
      /main is not among those/,
    ],
    ['the whole tag', of('app:c5b7982c9', { to: 'v1', from: '????????' }), 'other-tag', /not among/],
    ['among them', of('app:c5b7982c', { to: 'v1', from: '????????' }), 'migrate', /./],
    [
      'to what was not looked up',
      of('app:x', { to: 'v3' }),
      'other-tag',
      /can't move to v3, which was not looked up/,
    ],
    ['to what has no digest', of('app:x', { to: 'gone' }), 'other-tag', /gave no digest \(not-found\)/],
    ['a stopped notebook', of('app:x', { to: 'v1' }, {}, 'now'), 'other-tag', /its notebook is stopped/],
    ['a tag that was asked for', of('app:v2', { to: 'v1' }), 'stale', /but v2 is/],
    ['a pinned one', of(`app:x@${digest('0')}`, { to: 'v1', fixPullPolicy: true }, lazy), 'pinned', /./],
    ['an unlisted one', of('other:x', { to: 'v1', fixPullPolicy: true }, lazy), 'untracked', /./],
  ];
  for (const [what, verdict, decision, reason] of table) t.match(verdict, { decision, reason }, what);
});

t.test('the change has the reference as it was written, and the target’s digest', async (t) => {
  t.strictSame(of('docker.io/library/app:x', { to: 'v2' }, lazy).change, {
    name: 'desk',
    image: 'docker.io/library/app:x',
    to: 'docker.io/library/app:v2',
    running: digest('0'),
    wanted: digest('2'),
    platforms: { 'linux/amd64': digest('3') },
  });
  const { change, target } = of('app:x', { to: 'v1', fixPullPolicy: true }, { ...lazy, imageID: '' });
  t.strictSame(change, {
    name: 'desk',
    image: 'app:x',
    to: 'app:v1',
    wanted: digest('1'),
    imagePullPolicy: 'Always',
    wasImagePullPolicy: 'IfNotPresent',
  });
  t.equal(target?.tag, 'v1', 'what a hold list is asked about');
});

t.test('whose pull policy is changed, and whose isn’t', async (t) => {
  const fix = { fixPullPolicy: true };
  const current = { ...lazy, imageID: `app@${digest('1')}` };
  t.match(of('app:v1', fix, current), {
    decision: 'migrate',
    reason: /which is v1; its imagePullPolicy becomes Always$/,
    change: { to: 'app:v1', wanted: digest('1'), wasImagePullPolicy: 'IfNotPresent' },
  });
  t.equal(of('app:v1', fix, lazy).decision, 'migrate', 'stale ones too');
  t.equal(of('app:v1', fix, { imagePullPolicy: 'Never' }).decision, 'migrate');
  t.equal(of('app:v1', {}, current).decision, 'current', 'nobody asks');
  t.equal(of('app:v1', fix).decision, 'stale', 'it is Always');
  t.equal(of('app:v1', fix, { imagePullPolicy: undefined }).decision, 'stale', 'it is not known');
  t.equal(of('app:v1', fix, { ...lazy, imageID: '' }).decision, 'not-running');
  t.equal(of('app:v1', fix, { ...lazy, imageID: 'junk' }).decision, 'unknown-digest');
  t.equal(of('app:v1', fix, current, 'now').decision, 'not-running', 'it is stopped');
});
