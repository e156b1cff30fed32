import t from 'tap';
import * as z from 'zod';
import type { Kubectl } from './kubectl.ts';
import { listObjects } from './list-objects.ts';

const Named = z.object({ name: z.string() });
const page = (names: string[], token = '') =>
  JSON.stringify({
    kind: 'PodList',
    metadata: token === '' ? {} : { continue: token },
    items: names.map((name) => ({ name })),
  });
const EXPIRED = 'Error from server (Expired): The provided continue parameter is too old';

/** A kubectl that gives one answer after the other; a text that is no JSON is its failure. */
function answering(...answers: string[]) {
  const asked: string[] = [];
  const kubectl: Kubectl = async (args) => {
    asked.push(args.at(-1) ?? '');
    const answer = answers[asked.length - 1] ?? 'error: asked once too often';
    return answer.startsWith('{')
      ? { stdout: answer, stderr: '' }
      : { stdout: '', stderr: answer, failure: answer };
  };
  const list = () =>
    listObjects(kubectl, { path: '/api/v1/pods', selector: 'a=b', item: Named }, ({ name }) => name);
  return { list, asked };
}

t.test('pages are asked for one after the other, until there is no more token', async (t) => {
  const { list, asked } = answering(page(['a', 'b'], 'x'), page([], 'y'), page(['c']));
  t.same(await list(), ['a', 'b', 'c']);
  t.same(asked, [
    '/api/v1/pods?limit=500&labelSelector=a%3Db',
    '/api/v1/pods?limit=500&labelSelector=a%3Db&continue=x',
    '/api/v1/pods?limit=500&labelSelector=a%3Db&continue=y',
  ]);
});

t.test('a token that expired starts the list again, three times at most', async (t) => {
  t.same(await answering(page(['a'], 'x'), EXPIRED, page(['b'], 'y'), page(['c'])).list(), ['b', 'c']);
  const always = answering(...Array.from({ length: 3 }, () => [page(['a'], 'x'), EXPIRED]).flat());
  await t.rejects(always.list(), { message: /expired 3 times before its end/, exitCode: 1 });
});

t.test('a token that comes back is refused, because the list would never end', async (t) => {
  const { list } = answering(page(['a'], 'x'), page(['a'], 'y'), page(['a'], 'x'));
  await t.rejects(list(), { message: /the same page token twice/, exitCode: 1 });
});

t.test('anything short of the list is a failure', async (t) => {
  for (const [answers, message] of [
    [['unexpected EOF'], 'cannot list /api/v1/pods: unexpected EOF'],
    [[page(['a'], 'x'), 'unexpected EOF'], 'cannot list /api/v1/pods: unexpected EOF'],
    [['{"kind":"PodLi'], /answer is not whole JSON \(14 characters\)/],
    [['{"kind":"Pod","metadata":{},"items":[]}'], /unexpected answer: kind: /],
    [['{"kind":"PodList","metadata":{},"items":[{}]}'], /unexpected answer: items\.0\.name: /],
  ] as const)
    await t.rejects(answering(...answers).list(), { message, exitCode: 1 });
});

t.test('a field selector goes with each page', async (t) => {
  const asked: string[] = [];
  const kubectl: Kubectl = async (args) => {
    asked.push(args.at(-1) ?? '');
    return { stdout: page(['a'], asked.length === 1 ? 'x' : ''), stderr: '' };
  };
  const request = { path: '/api/v1/events', fieldSelector: 'reason=Pulled', item: Named };
  t.same(await listObjects(kubectl, request, ({ name }) => name), ['a', 'a']);
  for (const path of asked) t.match(path, 'fieldSelector=reason%3DPulled');
});
