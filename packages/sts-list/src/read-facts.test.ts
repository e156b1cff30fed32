import type { Kind } from '@patch-notebook-sts/core/kube/kinds';
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
    const { kubectl, paths } = fake({
      '/api/v1/namespaces': list(),
      '/api/v1/namespaces/a': optedOut('a'),
      '/api/v1/namespaces/b': optedOut('b'),
    });
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
  const { facts, hasNotebooks } = await readFacts(kubectl, 'always', scope(['bob']));
  t.same([...facts.notebooks.keys()], ['bob/desk', 'bob/lab']);
  t.same([...facts.optedOut], ['bob']);
  t.ok(hasNotebooks);
});

t.test('auto does without Notebooks only where the cluster has none', async (t) => {
  const namespaces = { '/api/v1/namespaces': list('bob') };
  t.match(await readFacts(fake(namespaces).kubectl, 'auto', scope()), { hasNotebooks: false });
  await t.rejects(readFacts(fake(namespaces).kubectl, 'always', scope()), {
    message: /NotFound/,
    exitCode: 1,
  });
});

t.test('a missing right is a failure that says what to do: the opt-outs would be lost', async (t) => {
  const forbidden = async (answers: Record<string, string>, names?: string[]) =>
    t.rejects(
      readFacts(fake(answers).kubectl, 'auto', scope(names)),
      { message: /Forbidden.*; grant this right, or give --notebooks never/, exitCode: 1 },
      JSON.stringify(answers),
    );
  await forbidden({ [all]: FORBIDDEN, '/api/v1/namespaces': list() });
  await forbidden({ [all]: list(), '/api/v1/namespaces': FORBIDDEN });
  await forbidden(
    {
      '/apis/kubeflow.org/v1/namespaces/a/notebooks': list(),
      '/apis/kubeflow.org/v1/namespaces/b/notebooks': FORBIDDEN,
      '/api/v1/namespaces/a': optedOut('a'),
      '/api/v1/namespaces/b': optedOut('b'),
    },
    ['a', 'b'],
  );
});

t.test('a namespace that does not exist is named', async (t) => {
  const { kubectl } = fake({ '/apis/kubeflow.org/v1/namespaces/nowhere/notebooks': list() });
  await t.rejects(readFacts(kubectl, 'auto', scope(['nowhere'])), {
    message: /^namespace "nowhere" does not exist/,
    exitCode: 1,
  });
});

t.test('everything else is a failure', async (t) => {
  const fails = (answers: Record<string, string>, namespaces?: string[]) =>
    t.rejects(
      readFacts(fake(answers).kubectl, 'auto', scope(namespaces)),
      { message: /^cannot (list|get) \/ap/, exitCode: 1 },
      JSON.stringify(answers),
    );
  const namespaces = { '/api/v1/namespaces': list() };
  await fails({ [all]: FAILED, ...namespaces });
  await fails({ [all]: '{"items":[', ...namespaces });
  await fails({ [all]: list(), '/api/v1/namespaces': FAILED });
  await fails({ [all]: list(), '/api/v1/namespaces': '{"items":[]}' });
  await fails({ '/api/v1/namespaces/a': '{}' }, ['a']);
});
