import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import t from 'tap';
import { distinctRequests, parseTagRequests, stripComment, tagRequestsInUse } from './parse-tag-requests.ts';

const names = (wanted: { repository: string; tag: string }[]) =>
  wanted.map(({ repository, tag }) => `${repository}:${tag}`);

t.test('a listed image gets each tag, or only its own', async (t) => {
  t.same(names(parseTagRequests('ghcr.io/org/app', ['v1', 'v2'], 'i:1')), [
    'ghcr.io/org/app:v1',
    'ghcr.io/org/app:v2',
  ]);
  t.same(
    names(parseTagRequests('localhost:5000/app', ['v1'], 'i:1')),
    ['localhost:5000/app:v1'],
    'a port is no tag',
  );
  t.same(names(parseTagRequests('busybox:1.36', ['v1'], 'i:1')), ['docker.io/library/busybox:1.36']);
  t.same(names(parseTagRequests('busybox:latest', [], 'i:1')), ['docker.io/library/busybox:latest']);
});

t.test('an invalid image is refused with its place', async (t) => {
  t.throws(() => parseTagRequests('A b', ['v1'], 'images.txt:3'), {
    message: /^images\.txt:3: "A b" is not/,
    exitCode: 3,
  });
  t.throws(() => parseTagRequests(`a@sha256:${'0'.repeat(64)}`, ['v1'], 'i:1'), {
    message: /names a digest/,
    exitCode: 3,
  });
  t.throws(() => parseTagRequests('app', [], '--image'), {
    message: /^--image: "app" has no tag/,
    exitCode: 2,
  });
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
  t.same(names(tagRequestsInUse(row('busybox'), [])), ['docker.io/library/busybox:latest']);
  t.same(names(tagRequestsInUse(row('busybox'), ['v1'])), ['docker.io/library/busybox:v1']);
  t.same(tagRequestsInUse(row(`a:v1@sha256:${'0'.repeat(64)}`), []), [], 'pinned');
  t.same(tagRequestsInUse(row('No Image'), ['v1']), []);
});

t.test('each request once, sorted', async (t) => {
  const wanted = [
    { repository: 'b', tag: 'v1' },
    { repository: 'a', tag: 'v2' },
    { repository: 'a', tag: 'v1' },
    { repository: 'b', tag: 'v1' },
  ];
  t.same(names(distinctRequests(wanted)), ['a:v1', 'a:v2', 'b:v1']);
});
