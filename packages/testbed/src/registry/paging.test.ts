import t from 'tap';
import { nextLink, pageSize, pageTags } from './paging.ts';

t.test('pages follow each other without a gap, in lexical order', (t) => {
  const tags = ['v2', 'v10', 'v1', 'a'];
  t.strictSame(pageTags(tags, undefined, undefined), { tags: ['a', 'v1', 'v10', 'v2'] });
  t.strictSame(pageTags(tags, 2, undefined), { tags: ['a', 'v1'], next: 'v1' });
  t.strictSame(pageTags(tags, 2, 'v1'), { tags: ['v10', 'v2'] });
  t.strictSame(pageTags(tags, 1, 'u'), { tags: ['v1'], next: 'v1' }, 'last need not exist');
  t.strictSame(pageTags(tags, 0, undefined), { tags: [] });
  t.strictSame(pageTags(tags, 5, 'v2'), { tags: [] });
  t.end();
});

t.test('the link and the size', (t) => {
  t.equal(nextLink('/v2/a/tags/list', { last: 'v 1', n: '2' }), '</v2/a/tags/list?last=v+1&n=2>; rel="next"');
  t.equal(pageSize(new URLSearchParams('')), undefined);
  t.equal(pageSize(new URLSearchParams('n=7')), 7);
  t.ok(Number.isNaN(pageSize(new URLSearchParams('n=-1'))));
  t.end();
});
