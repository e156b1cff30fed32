import type { Kind } from '@patch-notebook-sts/core/rows/workload';
import t from 'tap';
import { readFacts } from './read-facts.ts';

const NOT_FOUND = 'Error from server (NotFound): the server could not find the requested resource';
const FORBIDDEN = 'Error from server (Forbidden): it is forbidden';
const FAILED = 'Error from server (InternalError): an error on the server';

const list = (...names: string[]) =>
  JSON.stringify({
    // A custom resource's list as the API server sends it.
    items: names.map((name) => ({ metadata: { name, namespace: 'bob' } })),
    kind: 'NotebookList',
    metadata: { continue: '' },
  });
const optedOut = (name: string) =>
  JSON.stringify({ metadata: { name, annotations: { 'patch-notebook-sts/restart': 'never' } } });

/** A kubectl with an answer for each path; anything that is no JSON is its failure. */
function fake(answers: Record<string, string>) {
  const paths: string[] = [];
  const kubectl = async ([, , path = '']: readonly string[]) => {
    const bare = path.replace(/\?.*$/, '');
    paths.push(bare);
    const answer = answers[bare] ?? NOT_FOUND;
    return answer.startsWith('{')
      ? { stdout: answer, stderr: '' }
      : { stdout: '', stderr: answer, failure: answer };
  };
  return { kubectl, paths };
}
const scope = (namespaces: string[] = [], kinds: Kind[] = ['StatefulSet']) => ({
  namespaces,
  kinds: new Set(kinds),
});
const all = '/apis/kubeflow.org/v1/notebooks';

t.test('what is asked, and what is not', async (t) => {
  const asked = async (mode: 'auto' | 'never', ...of: Parameters<typeof scope>) => {
    const { kubectl, paths } = fake({});
    await readFacts(kubectl, mode, scope(...of));
    return paths;
  };
  t.same(await asked('auto'), [all, '/api/v1/namespaces']);
  t.same(await asked('auto', ['a', 'b']), [
    '/apis/kubeflow.org/v1/namespaces/a/notebooks',
    '/api/v1/namespaces/a',
    '/apis/kubeflow.org/v1/namespaces/b/notebooks',
    '/api/v1/namespaces/b',
  ]);
  t.same(await asked('auto', [], ['Deployment']), ['/api/v1/namespaces'], 'only StatefulSets have Notebooks');
  t.same(await asked('never'), []);
});

t.test('Notebooks, and the namespaces that are named', async (t) => {
  const { kubectl } = fake({
    '/apis/kubeflow.org/v1/namespaces/bob/notebooks': list('desk', 'lab'),
    '/api/v1/namespaces/bob': optedOut('bob'),
  });
  const { facts, unknown } = await readFacts(kubectl, 'always', scope(['bob']));
  t.same([...facts.notebooks.keys()], ['bob/desk', 'bob/lab']);
  t.same([...facts.optedOut], ['bob']);
  t.equal(unknown, undefined);
});

t.test('what auto may not read stays unknown, in one sentence', async (t) => {
  const unknown = async (answers: Record<string, string>, namespaces?: string[]) =>
    (await readFacts(fake(answers).kubectl, 'auto', scope(namespaces))).unknown;
  t.equal(
    await unknown({ '/api/v1/namespaces': list('bob') }),
    `not known: activity, stopped and opted-out notebooks (${NOT_FOUND})`,
  );
  t.equal(
    await unknown({ [all]: FORBIDDEN, '/api/v1/namespaces': FORBIDDEN }),
    `not known: activity, stopped and opted-out notebooks (${FORBIDDEN}); opted-out namespaces (${FORBIDDEN})`,
  );
  t.equal(
    await unknown(
      {
        '/apis/kubeflow.org/v1/namespaces/a/notebooks': list(),
        '/apis/kubeflow.org/v1/namespaces/b/notebooks': FORBIDDEN,
        '/apis/kubeflow.org/v1/namespaces/c/notebooks': FORBIDDEN,
        '/api/v1/namespaces/a': optedOut('a'),
        '/api/v1/namespaces/b': optedOut('b'),
        '/api/v1/namespaces/c': optedOut('c'),
      },
      ['a', 'b', 'c'],
    ),
    `not known: activity, stopped and opted-out notebooks in b, c (${FORBIDDEN})`,
  );
});

t.test('everything else is a failure; with always, those too', async (t) => {
  const fails = (mode: 'auto' | 'always', answers: Record<string, string>, namespaces?: string[]) =>
    t.rejects(
      readFacts(fake(answers).kubectl, mode, scope(namespaces)),
      { message: /^cannot list \/ap/, exitCode: 1 },
      JSON.stringify([mode, answers]),
    );
  const namespaces = { '/api/v1/namespaces': list() };
  await fails('auto', { [all]: FAILED, ...namespaces });
  await fails('auto', { [all]: '{"items":[', ...namespaces });
  await fails('auto', { [all]: list(), '/api/v1/namespaces': FAILED });
  await fails('auto', { [all]: list(), '/api/v1/namespaces': '{"items":[]}' });
  await fails('auto', { '/api/v1/namespaces/a': '{}' }, ['a']);
  await fails('always', namespaces);
  await fails('always', { [all]: FORBIDDEN, ...namespaces });
  await fails('always', { [all]: list(), '/api/v1/namespaces': FORBIDDEN });
});
