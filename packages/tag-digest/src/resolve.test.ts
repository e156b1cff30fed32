import { PassThrough } from 'node:stream';
import { createLog } from '@patch-notebook-sts/core/io/log';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import t from 'tap';
import { resolveAll } from './resolve.ts';
import type { Source } from './source/source.ts';

const wanted = ['a', 'b', 'c', 'd', 'e'].map((repository) => ({ repository, tag: 'v1' }));

function quiet() {
  const stderr = new PassThrough({ encoding: 'utf8' });
  return { stderr, log: createLog('tag-digest', stderr, 'quiet'), onProgress: () => {} };
}

const sourceOf = (parts: Partial<Source>): Source => ({
  name: 'registry',
  resolve: async ({ repository }) => ({ digest: `sha256:${repository}`, platforms: {} }),
  tags: async () => [],
  ...parts,
});

t.test('rows come in the order of the requests, and an error is a row', async (t) => {
  const source = sourceOf({
    resolve: async ({ repository }) => {
      // The first to be asked is the last to answer.
      for (let i = repository === 'a' ? 20 : 1; i > 0; i -= 1) await new Promise(setImmediate);
      if (repository === 'c') throw new ResolveError('not-found', 'c has no v1');
      return { digest: `sha256:${repository}`, platforms: {} };
    },
  });
  const { stderr, log } = quiet();
  const seen: number[] = [];
  const { rows, failed } = await resolveAll(wanted, source, { log, onProgress: (done) => seen.push(done) });
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
  t.equal(failed, false, 'a missing tag is an answer');
  t.equal(stderr.read(), 'tag-digest: c:v1: not-found: c has no v1\n');
  t.same(seen, [1, 2, 3, 4, 5]);
});

t.test('any other error is a failure of the run', async (t) => {
  const source = sourceOf({ resolve: async () => Promise.reject(new ResolveError('timeout', 'too late')) });
  const { rows, failed } = await resolveAll(wanted, source, quiet());
  t.equal(failed, true);
  t.same(new Set(rows.map(({ digest, error }) => `${digest} ${error}`)), new Set(['null timeout']));
});

t.test('a defect does not become a row', async (t) => {
  const source = sourceOf({ resolve: async () => Promise.reject(new TypeError('oops')) });
  await t.rejects(resolveAll(wanted, source, quiet()), { message: 'oops' });
  const noTags = sourceOf({ tags: async () => Promise.reject(new TypeError('oops')) });
  await t.rejects(resolveAll(wanted, noTags, { ...quiet(), aliases: true }), { message: 'oops' });
});

t.test('aliases; a row is valid without them, but the run has failed', async (t) => {
  const source = sourceOf({
    tags: async (repository) => {
      if (repository === 'b') throw new ResolveError('forbidden', 'b lists no tags');
      return [
        { tag: 'w_9', digest: 'sha256:a' },
        { tag: 'v1', digest: 'sha256:a' },
      ];
    },
  });
  const { stderr, ...options } = quiet();
  const { rows, failed } = await resolveAll(wanted, source, { ...options, aliases: true });
  t.match(rows[0], { digest: 'sha256:a', aliases: ['w_9'] });
  t.match(rows[1], { digest: 'sha256:b', aliases: undefined, error: undefined });
  t.match(rows[2], { aliases: [] });
  t.equal(failed, true);
  t.equal(stderr.read(), 'tag-digest: b:v1: no aliases: forbidden: b lists no tags\n');
});

t.test('a row has no more aliases than a command can read', async (t) => {
  const tags = Array.from({ length: 1500 }, (_, n) => ({ tag: `v${n}`, digest: 'sha256:a', movedAt: n }));
  const stderr = new PassThrough({ encoding: 'utf8' });
  const log = createLog('tag-digest', stderr, 'normal');
  const request = { repository: 'a', tag: 'latest' };
  const source = sourceOf({ tags: async () => tags });
  const { rows } = await resolveAll([request], source, { log, onProgress: () => {}, aliases: true });
  t.same(
    [rows[0]?.aliases?.length, rows[0]?.aliases?.[0], rows[0]?.aliases?.at(-1)],
    [1000, 'v1499', 'v500'],
  );
  t.equal(
    stderr.read(),
    'tag-digest: a:latest: 1500 other tags have its digest; the newest 1000 are listed\n',
  );
});
