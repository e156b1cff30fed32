import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import t from 'tap';
import { distinct, stripComment, wantedInUse, wantedOf } from './wanted.ts';

const names = (wanted: { repository: string; tag: string }[]) =>
  wanted.map(({ repository, tag }) => `${repository}:${tag}`);

t.test('a listed image is looked up with each tag, or with its own', async (t) => {
  t.same(names(wantedOf('ghcr.io/org/app', ['v1', 'v2'], 'i:1')), [
    'ghcr.io/org/app:v1',
    'ghcr.io/org/app:v2',
  ]);
  t.same(names(wantedOf('localhost:5000/app', ['v1'], 'i:1')), ['localhost:5000/app:v1'], 'a port is no tag');
  t.same(names(wantedOf('busybox:1.36', ['v1'], 'i:1')), ['docker.io/library/busybox:1.36']);
  t.same(names(wantedOf('busybox:latest', [], 'i:1')), ['docker.io/library/busybox:latest']);
});

t.test('what can’t be looked up is refused where it stands', async (t) => {
  t.throws(() => wantedOf('A b', ['v1'], 'images.txt:3'), {
    message: /^images\.txt:3: "A b" is not/,
    exitCode: 3,
  });
  t.throws(() => wantedOf(`a@sha256:${'0'.repeat(64)}`, ['v1'], 'i:1'), {
    message: /names a digest/,
    exitCode: 3,
  });
  t.throws(() => wantedOf('app', [], '--image'), { message: /^--image: "app" carries no tag/, exitCode: 2 });
});

t.test('stripComment', async (t) => {
  t.equal(stripComment('  rstudio # the old one '), 'rstudio');
  t.equal(stripComment('# nothing'), '');
  t.equal(stripComment('rstudio # old\r'), 'rstudio', 'a line of a CRLF file');
});

t.test('images in use', async (t) => {
  const row = (image: string) =>
    ContainerRow.parse({
      stsName: 'a',
      image: { name: 'a', image: 'sha256:4e55', imageID: '' },
      spec: { image },
    });
  t.same(names(wantedInUse(row('busybox'), [])), ['docker.io/library/busybox:latest']);
  t.same(names(wantedInUse(row('busybox'), ['v1'])), ['docker.io/library/busybox:v1']);
  t.same(wantedInUse(row(`a:v1@sha256:${'0'.repeat(64)}`), []), [], 'pinned');
  t.same(wantedInUse(row('No Image'), ['v1']), []);
});

t.test('distinct', async (t) => {
  const wanted = [
    { repository: 'b', tag: 'v1' },
    { repository: 'a', tag: 'v2' },
    { repository: 'a', tag: 'v1' },
    { repository: 'b', tag: 'v1' },
  ];
  t.same(names(distinct(wanted)), ['a:v1', 'a:v2', 'b:v1']);
});
