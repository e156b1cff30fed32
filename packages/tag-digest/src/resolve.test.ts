import { PassThrough } from 'node:stream';
import { createLog } from '@patch-notebook-sts/core/log';
import t from 'tap';
import { resolveAll } from './resolve.ts';
import { Unresolved } from './source.ts';

const wanted = ['a', 'b', 'c', 'd', 'e'].map((repository) => ({ repository, tag: 'v1' }));

t.test('side by side within the limit; rows in the order asked; an error is a row', async (t) => {
  let atOnce = 0;
  let most = 0;
  const stderr = new PassThrough({ encoding: 'utf8' });
  const source = {
    name: 'registry' as const,
    resolve: async ({ repository }: { repository: string }) => {
      most = Math.max(most, ++atOnce);
      // The first to be asked is the last to answer.
      for (let i = repository === 'a' ? 20 : 1; i > 0; i -= 1) await new Promise(setImmediate);
      atOnce -= 1;
      if (repository === 'c') throw new Unresolved('not-found', 'c has no v1');
      return { digest: `sha256:${repository}`, platforms: {} };
    },
  };
  const seen: number[] = [];
  const rows = await resolveAll(wanted, source, 2, createLog('tag-digest', stderr, 'quiet'), (done) =>
    seen.push(done),
  );
  t.equal(most, 2);
  t.same(
    rows.map(({ repository, digest, error }) => [repository, digest, error]),
    [
      ['a', 'sha256:a', undefined],
      ['b', 'sha256:b', undefined],
      ['c', null, 'not-found'],
      ['d', 'sha256:d', undefined],
      ['e', 'sha256:e', undefined],
    ],
  );
  t.equal(stderr.read(), 'tag-digest: c:v1: not-found: c has no v1\n');
  t.same(seen, [1, 2, 3, 4, 5]);
});

t.test('a defect is not turned into a row', async (t) => {
  const source = { name: 'registry' as const, resolve: async () => Promise.reject(new TypeError('oops')) };
  await t.rejects(
    resolveAll(wanted, source, 2, createLog('x', new PassThrough(), 'quiet'), () => {}),
    { message: 'oops' },
  );
});
