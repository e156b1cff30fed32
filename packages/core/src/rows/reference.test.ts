import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { formatReference, isTag, parseReference, registryHost, withTag } from './reference.ts';

const digest = `sha256:${'3d9094e51d56d8c6'.repeat(4)}`;

t.test('parseReference reads references in Docker’s normal form', async (t) => {
  const table: [string, string, string?, string?][] = [
    ['busybox', 'docker.io/library/busybox', 'latest'],
    ['busybox:1.36', 'docker.io/library/busybox', '1.36'],
    ['docker.io/busybox', 'docker.io/library/busybox', 'latest'],
    ['index.docker.io/org/app:v1', 'docker.io/org/app', 'v1'],
    ['org/app', 'docker.io/org/app', 'latest'],
    ['localhost/app:v1', 'localhost/app', 'v1'],
    ['localhost:5000/app', 'localhost:5000/app', 'latest'],
    ['registry:5000/app:v1', 'registry:5000/app', 'v1'],
    ['[::1]:5000/app:v1', '[::1]:5000/app', 'v1'],
    ['k8scc01covidacr.azurecr.io/rstudio:v1', 'k8scc01covidacr.azurecr.io/rstudio', 'v1'],
    [`k8scc01covidacr.azurecr.io/rstudio@${digest}`, 'k8scc01covidacr.azurecr.io/rstudio', undefined, digest],
    [`ghcr.io/org/custom-notebook:v1@${digest}`, 'ghcr.io/org/custom-notebook', 'v1', digest],
    ['a.b/c__d/e---f:T_.-9', 'a.b/c__d/e---f', 'T_.-9'],
  ];
  for (const [text, repository, tag, pin] of table) {
    t.same(parseReference(text), { repository, ...(tag && { tag }), ...(pin && { digest: pin }) }, text);
  }
});

t.test('what is no reference is none', async (t) => {
  const wrong = [
    '',
    ':v1',
    'Busybox',
    'a b',
    'a//b',
    '/a',
    'a/',
    '-a',
    'a_',
    'a:',
    'a:.v1',
    `a:${'v'.repeat(129)}`,
  ];
  const ids = [
    digest,
    digest.slice(7),
    'a@sha256:abc',
    `a@${digest}0`,
    'http://a.b/c',
    `a.b/${'c'.repeat(255)}`,
  ];
  for (const text of [...wrong, ...ids]) t.equal(parseReference(text), undefined, text);
});

t.test('registryHost and isTag', async (t) => {
  t.equal(registryHost('registry:5000/team/app'), 'registry:5000');
  t.ok(isTag('v1'));
  for (const wrong of ['', '-v1', 'v 1', 'v1@sha256:', 'a/b']) t.notOk(isTag(wrong), wrong);
});

const component = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8}){0,2}$/);
const host = fc.constantFrom('docker.io', 'ghcr.io', 'localhost:5000', 'k8scc01covidacr.azurecr.io');
const reference = fc.record(
  {
    repository: fc
      .tuple(host, fc.array(component, { minLength: 2, maxLength: 4 }))
      .map(([h, p]) => `${h}/${p.join('/')}`),
    tag: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/),
    digest: fc.constant(digest),
  },
  { requiredKeys: ['repository', 'tag'], noNullPrototype: true },
);

t.test('property: what is written is read back, and the normal form is its own', async () => {
  fc.assert(fc.property(reference, (one) => isDeepStrictEqual(parseReference(formatReference(one)), one)));
});

t.test('property: any text is a reference in normal form, or none; never a throw', async () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = parseReference(text);
      return (
        read === undefined || JSON.stringify(parseReference(formatReference(read))) === JSON.stringify(read)
      );
    }),
  );
});

t.test('withTag changes the tag and nothing else', async (t) => {
  t.equal(withTag('busybox', 'v1'), 'busybox:v1');
  t.equal(
    withTag('k8scc01covidacr.azurecr.io/rstudio:c5b7982c', 'v1'),
    'k8scc01covidacr.azurecr.io/rstudio:v1',
  );
  t.equal(withTag('localhost:5000/lab', 'v1'), 'localhost:5000/lab:v1');
});
