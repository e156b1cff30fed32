import type { HttpResponse } from '@patch-notebook-sts/core/http/http-types';
import { cpuTimeOf } from '@patch-notebook-sts/testbed/cpu-time';
import t from 'tap';
import { listTags, nextPage } from './tag-list.ts';

const page = new URL('https://reg/v2/a/tags/list?n=1000');

t.test('the next page', async (t) => {
  const links: [string | undefined, string | undefined][] = [
    [undefined, undefined],
    ['</v2/a/tags/list?last=b&n=2>; rel="next"', 'https://reg/v2/a/tags/list?last=b&n=2'],
    ['<list?last=b>; rel=next', 'https://reg/v2/a/tags/list?last=b'],
    ['<https://reg/x>;rel="next"', 'https://reg/x'],
    ['</first>; rel="first", </next>; rel="next"', 'https://reg/next'],
    ['</last>; rel="last"', undefined],
    ['junk', undefined],
  ];
  for (const [link, url] of links) t.equal(nextPage(link, page)?.href, url, link ?? 'none');
  for (const text of ['<', '<a>;', '<>;rel ', '<> ']) {
    const twenty = () => {
      for (let n = 0; n < 20; n += 1) nextPage(text.repeat(4000), page);
    };
    t.ok(cpuTimeOf(twenty) < 500, text);
  }
  const refused = { code: 'invalid-response' };
  t.throws(() => nextPage('<https://evil/x>; rel="next"', page), {
    ...refused,
    message: /links its tags to evil/,
  });
  t.throws(() => nextPage('<http://reg/x>; rel="next"', page), refused);
  t.throws(() => nextPage('<http://[>; rel="next"', page), refused);
});

const answers = (...pages: [body: string, link?: string][]) => {
  const urls: string[] = [];
  const ask = async (url: URL): Promise<HttpResponse> => {
    const [body, link] = pages[Math.min(urls.length, pages.length - 1)] ?? [''];
    urls.push(url.href);
    return { url, status: 200, headers: { link }, body: Buffer.from(body) };
  };
  return { ask, urls };
};
const list = new URL('https://reg/v2/a/tags/list');

t.test('page by page; invalid tags are left out', async (t) => {
  const { ask, urls } = answers(
    ['{"tags":["a","../b"]}', '</v2/a/tags/list?last=a>; rel="next"'],
    ['{"tags":["c"]}'],
  );
  t.same(await listTags(list, ask), ['a', 'c']);
  t.same(urls, ['https://reg/v2/a/tags/list?n=1000', 'https://reg/v2/a/tags/list?last=a']);
  t.same(await listTags(list, answers(['{"tags":null}']).ask), []);
});

t.test('an invalid list, and an endless one', async (t) => {
  for (const body of ['<html>', '{}', '{"tags":[1]}']) {
    await t.rejects(listTags(list, answers([body]).ask), { message: /not a list of tags/ });
  }
  const circle = answers(['{"tags":["a"]}', '</v2/a/tags/list>; rel="next"']);
  await t.rejects(listTags(list, circle.ask), {
    code: 'invalid-response',
    message: /more than 1000 pages of tags/,
  });
});

t.test('a repository of more tags than anybody could look up is refused', async (t) => {
  // As many as fit into a body.
  const many = `{"tags":[${Array(1_000_000).fill('"a"').join(',')}]}`;
  const one = answers([many]);
  await t.rejects(listTags(list, one.ask), {
    code: 'invalid-response',
    message: /^reg lists more than 50000 tags$/,
  });
  const page = JSON.stringify({ tags: Array(20_000).fill('v1') });
  const pages = answers([page, '</v2/a/tags/list?last=v1>; rel="next"']);
  await t.rejects(listTags(list, pages.ask), { message: /more than 50000 tags/ });
  t.equal(pages.urls.length, 3);
  const invalid = answers([
    JSON.stringify({ tags: Array(20_000).fill('../x') }),
    '</v2/a/tags/list?last=a>; rel="next"',
  ]);
  await t.rejects(listTags(list, invalid.ask), { message: /more than 50000 tags/ }, 'invalid tags count');
  t.equal(
    (await listTags(list, answers([JSON.stringify({ tags: Array(50_000).fill('v1') })]).ask)).length,
    50_000,
  );
});
