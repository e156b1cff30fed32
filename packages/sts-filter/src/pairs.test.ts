import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { PairRow } from '@patch-notebook-sts/core/rows/pair-row';
import t from 'tap';
import { unpairedBy } from './pairs.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const image = (more: object = {}) =>
  ImageRow.parse({ repository: 'lab/cpu', tag: 'v1', digest: digest('1'), ...more });
const pair = (more: object = {}) =>
  PairRow.parse({
    repository: 'lab/cpu',
    tag: 'v1',
    digest: digest('1'),
    partner: 'lab/worker:v1',
    partnerDigest: digest('2'),
    outcome: 'paired',
    reason: 'both were built from 1111111',
    ...more,
  });
const why = (rows: PairRow[], target = image()) => unpairedBy(rows)(target);

t.test('only what is known to be paired passes, and what has no partner', async (t) => {
  const mismatched = { outcome: 'mismatched', reason: 'it was built from 1' };
  const unknown = { outcome: 'unknown', reason: 'the registry is down' };
  const other = { partner: 'lab/scheduler:v1' };
  for (const [what, rows, expected] of [
    ['paired', [pair()], undefined],
    ['another repository', [pair({ ...mismatched, repository: 'lab/gpu' })], undefined],
    ['no row at all', [], undefined],
    ['mismatched', [pair(mismatched)], /^which is not paired with lab\/worker:v1: it was built from 1$/],
    [
      'unknown',
      [pair(unknown)],
      /^which is not known to be paired with lab\/worker:v1: the registry is down$/,
    ],
    ['both its partners', [pair(), pair(other)], undefined],
    ['one of two partners', [pair(), pair({ ...other, ...mismatched })], /not paired with lab\/scheduler:v1/],
    ['another digest', [pair({ digest: digest('3') })], /not known .* are about another digest$/],
    ['no digest', [pair({ digest: null })], /not known .* are about another digest$/],
    [
      'two partners, one of another digest',
      [pair(), pair({ ...other, digest: digest('3') })],
      /another digest$/,
    ],
    [
      'another tag',
      [pair({ tag: 'v2' })],
      /not known to be paired with lab\/worker:v1: .* about other tags$/,
    ],
  ] as const)
    if (expected === undefined) t.equal(why([...rows]), undefined, what);
    else t.match(why([...rows]), expected, what);
  t.equal(why([pair(mismatched)], image({ digest: null })), undefined, 'nothing can move there');
});
