import t from 'tap';
import { createPuller } from './create.ts';

const pod = { metadata: { namespace: 'pullers' } };
const never = new AbortController().signal;

/** What comes of a pod when kubectl gives these failures one after the other, and how often it was asked. */
async function create(...failures: string[]) {
  let asked = 0;
  const created = await createPuller(
    async () => {
      const failure = failures[asked++];
      return failure === undefined ? { stdout: '', stderr: '' } : { stdout: '', stderr: failure, failure };
    },
    pod,
    never,
  );
  return { ...created, asked };
}

t.test('a rule of the cluster is a refusal, and is not asked again', async (t) => {
  for (const words of [
    'Error from server (Forbidden): pods "a" is forbidden: violates PodSecurity "restricted:latest": …',
    'Error from server (Forbidden): pods "a" is forbidden: exceeded quota: none, requested: pods=1',
    'Error from server: admission webhook "validation.gatekeeper.sh" denied the request: nodeName is not allowed',
  ])
    t.same(await create(words), { created: false, outcome: 'refused', words, asked: 1 });
});

t.test('a missing right is a failure, and so is a namespace that is not there', async (t) => {
  for (const words of [
    'Error from server (Forbidden): pods is forbidden: User "x" cannot create resource "pods" in API group ""',
    'Error from server (NotFound): namespaces "pullers" not found',
  ])
    t.same(await create(words), { created: false, outcome: 'failed', words, asked: 1 });
});

t.test('one whose answer was lost is there when it is asked for again', async (t) => {
  t.same(await create('unexpected EOF', 'Error from server (AlreadyExists): pods "a" already exists'), {
    created: true,
    asked: 2,
  });
});
