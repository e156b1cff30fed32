import t from 'tap';
import type { Kubectl } from './kubectl.ts';
import { requireRights } from './require-rights.ts';

const never = new AbortController().signal;
const PODS = { verb: 'create', resource: 'pods' };

/** Asks for rights where these answers are yes, and gives the questions. */
async function ask(namespaces: string[], ...allowed: string[]) {
  const asked: string[] = [];
  const kubectl: Kubectl = async (args) => {
    const question = args.slice(2).join(' ');
    asked.push(question);
    return allowed.includes(question)
      ? { stdout: 'yes\n', stderr: '' }
      : { stdout: 'no\n', stderr: '', failure: 'exit 1' };
  };
  await requireRights(kubectl, [{ ...PODS, namespaces }], 'nothing was done', never);
  return asked;
}

t.test('a right in the whole cluster is asked for once, and else in each namespace', async (t) => {
  t.same(await ask(['a', 'b'], 'create pods --all-namespaces'), ['create pods --all-namespaces']);
  t.same(await ask(['a', 'b'], 'create pods -n a', 'create pods -n b'), [
    'create pods --all-namespaces',
    'create pods -n a',
    'create pods -n b',
  ]);
});

t.test('a missing right is named, with where', async (t) => {
  await t.rejects(ask(['a', 'b'], 'create pods -n a'), {
    exitCode: 1,
    message: /^not allowed to create pods in namespace b; nothing was done\./,
  });
  await t.rejects(ask([]), { message: /^not allowed to create pods in all namespaces/ });
});
