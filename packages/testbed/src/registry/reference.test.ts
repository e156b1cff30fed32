import t from 'tap';
import { canonicalHost, parseReference } from './reference.ts';

const digest = `sha256:${'a1'.repeat(32)}`;

t.test('references in normal form', (t) => {
  const cases: [string, object][] = [
    ['busybox', { host: 'docker.io', repository: 'library/busybox', tag: 'latest' }],
    ['org/lab:v1', { host: 'docker.io', repository: 'org/lab', tag: 'v1' }],
    ['index.docker.io/busybox:1', { host: 'docker.io', repository: 'library/busybox', tag: '1' }],
    ['localhost/lab', { host: 'localhost', repository: 'lab', tag: 'latest' }],
    ['127.0.0.1:5000/a/b:v1', { host: '127.0.0.1:5000', repository: 'a/b', tag: 'v1' }],
    [`ghcr.io/a/b@${digest}`, { host: 'ghcr.io', repository: 'a/b', digest }],
    [`ghcr.io/a/b:v1@${digest}`, { host: 'ghcr.io', repository: 'a/b', tag: 'v1', digest }],
  ];
  for (const [text, expected] of cases) t.strictSame(parseReference(text), expected, text);
  t.end();
});

t.test('what is no reference', (t) => {
  for (const text of [
    '',
    'A',
    'a:b:c',
    'ghcr.io/',
    'a@sha256:00',
    `a@${digest}@${digest}`,
    'a:-v',
    'ghcr.io/a//b',
  ]) {
    t.throws(() => parseReference(text), TypeError, text);
  }
  t.end();
});

t.test('Docker Hub has one name', (t) => {
  t.equal(canonicalHost('registry-1.docker.io'), 'docker.io');
  t.equal(canonicalHost('ghcr.io'), 'ghcr.io');
  t.end();
});
