import t from 'tap';
import * as z from 'zod';
import { TOO_LARGE } from './kubectl.ts';
import { parseObject, readObjects } from './read-objects.ts';
import { NOTEBOOK } from './resource.ts';

const refs = [{ resource: NOTEBOOK, namespace: 'bob', name: 'desk' }];
const read = (stdout: string, failure?: string) =>
  readObjects(async () => ({ stdout, stderr: '', ...(failure && { failure }) }), refs);
const notebook = (name: string) => ({
  apiVersion: 'kubeflow.org/v1beta1',
  kind: 'Notebook',
  metadata: { name, namespace: 'bob' },
});

t.test('kubectl prints none, one, or a List; a version more or less is the same object', async (t) => {
  t.equal((await read('')).found.size, 0);
  t.same(
    [...(await read(JSON.stringify(notebook('desk')))).found.keys()],
    ['kubeflow.org/Notebook/bob/desk'],
  );
  const list = { kind: 'List', items: [notebook('desk'), notebook('lab')] };
  t.same((await read(JSON.stringify(list))).found.get('kubeflow.org/Notebook/bob/lab'), notebook('lab'));
});

t.test('nothing is asked about nothing', async (t) => {
  const { found } = await readObjects(async () => t.fail('kubectl was run') as never, []);
  t.equal(found.size, 0);
});

t.test('what can’t be read doesn’t hide the others, and the failure says so', async (t) => {
  const answer = await read(JSON.stringify(notebook('desk')), 'Error from server (Forbidden): x');
  t.equal(answer.found.size, 1);
  t.match(answer.failure, /Forbidden/);
  t.match(
    await read('{"kind":"Li', 'EOF'),
    { found: new Map(), failure: 'EOF' },
    'a torn answer is a failed one',
  );
  t.match((await read('{"kind":"Li')).failure, /not whole JSON \(11 characters\)/);
  t.match((await read('{"kind":"Notebook"}')).failure, /unexpected answer: /);
});

t.test('an object without a name hides no other, and those that are missing may be there', async (t) => {
  const answer = await read(
    JSON.stringify({ kind: 'List', items: [notebook('desk'), { kind: 'Notebook' }, null] }),
  );
  t.same([...answer.found.keys()], ['kubeflow.org/Notebook/bob/desk']);
  t.match(answer.failure, /^cannot get the objects of a group: not as expected: /);
});

t.test(
  'an answer that is too large is asked for in halves, down to the object that it is about',
  async (t) => {
    const names = ['a', 'b', 'large', 'c', 'd'];
    const asked: number[] = [];
    const { found, failure } = await readObjects(
      async (_, { input = '' } = {}) => {
        const objects = input.split('\n').map((line) => JSON.parse(line));
        asked.push(objects.length);
        if (objects.some(({ metadata }) => metadata.name === 'large'))
          return { stdout: '', stderr: '', failure: TOO_LARGE };
        return { stdout: JSON.stringify({ kind: 'List', items: objects }), stderr: '' };
      },
      names.map((name) => ({ resource: NOTEBOOK, namespace: 'bob', name })),
    );
    t.same(
      [...found.keys()],
      ['a', 'b', 'c', 'd'].map((name) => `kubeflow.org/Notebook/bob/${name}`),
    );
    t.equal(failure, TOO_LARGE);
    t.same(asked, [5, 3, 2, 1, 2]);
  },
);

t.test('an object is as its schema has it, missing, or odd', async (t) => {
  const Replicas = z.object({ spec: z.object({ replicas: z.number() }) });
  t.same(parseObject(Replicas, { spec: { replicas: 1 } }), { value: { spec: { replicas: 1 } } });
  t.same(parseObject(Replicas, undefined), {});
  t.match(parseObject(Replicas, { spec: {} }), { odd: /^not as expected: spec\.replicas: / });
});
