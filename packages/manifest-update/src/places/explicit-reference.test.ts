import t from 'tap';
import { bareRepository, explicitReference } from './explicit-reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

t.test('a reference with a version keeps its spelling', async (t) => {
  t.same(explicitReference('busybox:1.36'), {
    repository: 'docker.io/library/busybox',
    name: 'busybox',
    tag: '1.36',
  });
  t.same(explicitReference(`localhost:5000/app:v1@${digest}`), {
    repository: 'localhost:5000/app',
    name: 'localhost:5000/app',
    tag: 'v1',
    digest,
  });
  t.same(explicitReference(`a.b/c@${digest}`), { repository: 'a.b/c', name: 'a.b/c', digest });
});

t.test('one without a version is a repository alone', async (t) => {
  for (const text of ['busybox', 'localhost:5000/app', 'https://a.b/c:v1', 'two words', ''])
    t.equal(explicitReference(text), undefined, text);
  t.equal(bareRepository('localhost:5000/app'), 'localhost:5000/app');
  t.equal(bareRepository('busybox:v1'), undefined);
});
