import t from 'tap';
import { fleetOf } from './fleet.ts';
import type { Group, WorkloadFacts } from './page-data.ts';

const some = (
  count: number,
  image: string,
  running: string,
  group: Group,
  decision: string,
): WorkloadFacts[] =>
  Array.from({ length: count }, (_, i) => ({
    namespace: 'bob',
    name: `${image}-${i}`,
    group,
    decision,
    image,
    running,
  }));
const workloads = [
  ...some(9, 'other:v1', 'sha256:9', 'other', 'untracked'),
  ...some(2, 'lab:v1', 'sha256:old', 'held', 'busy'),
  ...some(1, 'lab:v1', 'sha256:old', 'held', 'opted-out'),
  ...some(4, 'lab:v1', 'sha256:old', 'stale', 'stale'),
  ...some(3, 'lab:v1', 'sha256:new', 'current', 'current'),
];
const images = [{ reference: 'lab:v1', now: ['sha256:new'] }];

t.test('a bar for each image and digest, what its tag points to first, and parts by decision', async (t) => {
  t.same(fleetOf({ workloads, images }).bars, [
    {
      image: 'lab:v1',
      running: 'sha256:new',
      isNow: true,
      count: 3,
      parts: [{ group: 'current', decision: 'current', count: 3 }],
    },
    {
      image: 'lab:v1',
      running: 'sha256:old',
      isNow: false,
      count: 7,
      parts: [
        { group: 'stale', decision: 'stale', count: 4 },
        { group: 'held', decision: 'busy', count: 2 },
        { group: 'held', decision: 'opted-out', count: 1 },
      ],
    },
    {
      image: 'other:v1',
      running: 'sha256:9',
      isNow: false,
      count: 9,
      parts: [{ group: 'other', decision: 'untracked', count: 9 }],
    },
  ]);
});

t.test('bars that are left out are counted', async (t) => {
  const { bars, rest } = fleetOf({ workloads, images }, 1);
  t.equal(bars.length, 1);
  t.equal(rest, 16);
});
