import t from 'tap';
import type { Kubectl } from './kubectl.ts';
import { requireRights } from './require-rights.ts';

const never = new AbortController().signal;
const PODS = { verb: 'create', resource: 'pods' };

/** Asks for rights where these answers are yes, and gives the questions of each kubectl. */
async function ask(namespaces: string[], ...allowed: string[]) {
  const asked: string[][] = [];
  const kubectl: Kubectl = async (_, { input = '' } = {}) => {
    const questions = input
      .trim()
      .split('\n')
      .map((line) => {
        const { verb, group, resource, namespace = 'all' } = JSON.parse(line).spec.resourceAttributes;
        return `${verb} ${group} ${resource} ${namespace}`;
      });
    asked.push(questions);
    return {
      stdout: questions.map((question) => `${allowed.includes(question)}\n`).join(''),
      stderr: '',
    };
  };
  const rights = [
    { ...PODS, namespaces },
    { verb: 'patch', resource: 'statefulsets.apps', namespaces },
  ];
  await requireRights(kubectl, rights, 'nothing was done', never);
  return asked;
}

const PATCH = 'patch apps statefulsets';
const CREATE = 'create  pods';

t.test('rights in the whole cluster are asked for once, and else in each namespace', async (t) => {
  const everywhere = [`${CREATE} all`, `${PATCH} all`];
  t.same(await ask(['a', 'b'], ...everywhere), [everywhere]);
  const there = [`${CREATE} a`, `${CREATE} b`];
  t.same(await ask(['a', 'b'], `${PATCH} all`, ...there), [everywhere, there]);
});

t.test('a missing right is named, with where', async (t) => {
  await t.rejects(ask(['a', 'b'], `${PATCH} all`, `${CREATE} a`), {
    exitCode: 1,
    message: /^not allowed to create pods in namespace b; nothing was done\./,
  });
  await t.rejects(ask([]), { message: /^not allowed to create pods in all namespaces/ });
});

t.test('what is no answer to each question is a failure', async (t) => {
  const right = [{ ...PODS, namespaces: ['a'] }];
  for (const [answer, message] of [
    [{ stdout: '', stderr: '' }, 'cannot ask for rights: 0 answers to 1 questions'],
    [
      { stdout: 'true\n', stderr: '', failure: 'Error from server (Forbidden): no' },
      'cannot ask for rights: Error from server (Forbidden): no',
    ],
  ] as const)
    await t.rejects(
      requireRights(async () => answer, right, '', never),
      { exitCode: 1, message },
    );
});
