import { cpuTimeOf } from '@patch-notebook-sts/testbed/cpu-time';
import t from 'tap';
import { aliasesOf } from './aliases.ts';

t.test(
  'the other tags of a digest, newest first; those without a time behind, numbers from high to low',
  async (t) => {
    const tags = [
      { tag: 'w_2022_9', digest: 'a' },
      { tag: 'w_2022_40', digest: 'a' },
      { tag: 'recommended', digest: 'a', movedAt: 9 },
      { tag: 'w_2022_41', digest: 'b', movedAt: 8 },
      { tag: 'd_2', digest: 'a', movedAt: 5 },
      { tag: 'd_3', digest: 'a', movedAt: 7 },
      { tag: 'd_10', digest: 'a', movedAt: 5 },
    ];
    t.same(aliasesOf('recommended', 'a', tags), ['d_3', 'd_10', 'd_2', 'w_2022_40', 'w_2022_9']);
    t.same(aliasesOf('w_2022_41', 'b', tags), []);
  },
);

t.test('numbers count by their value, wherever they are', async (t) => {
  const d = `sha256:${'0'.repeat(64)}`;
  const sorted = (...tags: string[]) =>
    aliasesOf(
      'x',
      d,
      tags.map((tag) => ({ tag, digest: d })),
    );
  t.same(sorted('v1.9', 'v1.10', 'v1', 'v2', 'v1.10.1'), ['v2', 'v1.10.1', 'v1.10', 'v1.9', 'v1']);
  t.same(sorted('1', '01', '001', '2', '02'), ['2', '02', '1', '01', '001']);
  t.same(sorted('a', 'B', '9', '_'), ['a', '_', 'B', '9']);
  t.same(sorted('9'.repeat(127), `1${'0'.repeat(127)}`), [`1${'0'.repeat(127)}`, '9'.repeat(127)]);
});

t.test('50,000 tags of many numbers take little time', async (t) => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const tags = Array.from({ length: 50_000 }, (_, n) => ({
    tag: `${'1_'.repeat(60)}${(n * 7919) % 50_000}`,
    digest,
  }));
  const sort = () => t.equal(aliasesOf('x', digest, tags)[0], `${'1_'.repeat(60)}49999`);
  t.ok(cpuTimeOf(sort) < 15_000);
});
