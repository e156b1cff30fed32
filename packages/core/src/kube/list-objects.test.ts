import t from 'tap';
import * as z from 'zod';
import { type Kubectl, TOO_LARGE } from './kubectl.ts';
import { type ListRequest, listObjects } from './list-objects.ts';

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
  const request = { path: '/api/v1/pods', selector: 'a=b', item: Named };
  const list = (more: Partial<ListRequest<typeof Named, string>> = {}) =>
    listObjects(kubectl, { ...request, ...more }, ({ name }) => name);
  return {
    list,
    asked,
    limits: () => asked.map((path) => new URL(path, 'http://x').searchParams.get('limit')),
  };
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
    [['{"kind":"PodList","metadata":{},"it\\u0065ms":[{"name":"a"}]}'], /unexpected answer: items: /],
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

t.test('a page that is too large is asked for again in smaller ones, and these grow again', async (t) => {
  const { list, limits, asked } = answering(
    page(['a'], 'x'),
    TOO_LARGE,
    TOO_LARGE,
    page(['b'], 'y'),
    page(['c'], 'z'),
    page(['d']),
  );
  t.same(await list(), ['a', 'b', 'c', 'd']);
  t.same(limits(), ['500', '500', '50', '5', '50', '500']);
  t.match(asked[3], /&continue=x$/, 'at the same place');

  const large = page(['b'.repeat(2_000_000)], 'y');
  const fat = answering(TOO_LARGE, TOO_LARGE, large, page(['c']));
  t.equal((await fat.list()).length, 2);
  t.same(fat.limits(), ['500', '50', '5', '5'], 'not where ten times as much would be too large');
});

t.test('one object that is too large is a failure', async (t) => {
  const { list, limits } = answering(TOO_LARGE, TOO_LARGE, TOO_LARGE, TOO_LARGE);
  await t.rejects(list(), {
    message: /more than 12 MiB, although only one object was asked for/,
    exitCode: 1,
  });
  t.same(limits(), ['500', '50', '5', '1']);
});

t.test('an object that is not as expected does not end the list for who can do without it', async (t) => {
  const answer = '{"kind":"PodList","metadata":{},"items":[{"name":"a"},{"name":1},null]}';
  const odd: unknown[] = [];
  const readOdd = (object: unknown, fault: string) => {
    odd.push(object, fault);
    return 'odd';
  };
  t.same(await answering(answer).list({ readOdd }), ['a', 'odd', 'odd']);
  t.match(odd, [{ name: 1 }, /^name: /, null, /expected object/]);
});

t.test('a list without an end has one', async (t) => {
  const endless = (names: string[]) => {
    let count = 0;
    const kubectl: Kubectl = async () => ({ stdout: page(names, String(count++)), stderr: '' });
    return listObjects(kubectl, { path: '/api/v1/pods', item: Named }, ({ name }) => name);
  };
  await t.rejects(endless([]), { message: /gave 100 empty pages in a row/, exitCode: 1 });
  await t.rejects(endless(['a']), { message: /has no end: 10001 objects on 10001 pages/, exitCode: 1 });
  const many = Array.from({ length: 500 }, (_, i) => `${i}`);
  await t.rejects(endless(many), { message: /has no end: 100500 objects on 201 pages/, exitCode: 1 });
});

t.test('who counts what is read is told when the list begins again', async (t) => {
  const calls: (number | string)[] = [];
  const request = { onStart: () => calls.push('start'), onProgress: (count: number) => calls.push(count) };
  await answering(page(['a'], 'x'), EXPIRED, page(['b'], 'y'), page(['c'])).list(request);
  t.same(calls, ['start', 1, 'start', 1, 2]);
});
