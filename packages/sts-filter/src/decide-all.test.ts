import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import type { DecisionRow } from '@patch-notebook-sts/core/rows/decision-row';
import fc from 'fast-check';
import t from 'tap';
import { readContainers } from './containers.ts';
import { decideAll, type Grouping, inWhateverOrder } from './decide-all.ts';
import { located } from './testing.ts';
import { workloadsInAnyOrder, workloadsInOrder } from './workloads.ts';

const rowOf = (stsName: string, pod = 0, imageID = '') =>
  ContainerRow.parse({
    stsName,
    namespace: 'bob',
    pod: `${stsName}-${pod}`,
    image: { name: 'app', imageID },
  });

/** Gathers rows in some order; a workload is `stale` when it has more than one pod. */
async function decideOn(rows: ContainerRow[], order: Grouping) {
  const taken: DecisionRow[] = [];
  const result = await decideAll(
    order(readContainers(located(rows))),
    ({ stsName, namespace, containers }) => ({
      decision: {
        stsName,
        namespace,
        kind: 'StatefulSet',
        decision: containers.length > 1 ? 'stale' : 'current',
        reason: containers.map(({ pod }) => pod).join(),
      },
    }),
    async (decisions) => void taken.push(...decisions),
  );
  return { ...result, taken };
}

async function whatever(rows: ContainerRow[], onceOnly = false) {
  const orders: Grouping[] = [];
  let again = 0;
  const attempt = (order: Grouping) => {
    orders.push(order);
    return decideOn(rows, order);
  };
  const result = await inWhateverOrder(onceOnly, attempt, () => {
    again += 1;
  });
  return { ...result, orders, again };
}

t.test('rows in order are decided about as they come, others once all of them are there', async (t) => {
  const rows = [rowOf('a'), rowOf('b', 0), rowOf('b', 1), rowOf('c')];
  const sorted = await whatever(rows);
  t.same([sorted.orders, sorted.again], [[workloadsInOrder], 0]);
  t.match(sorted.counts, { current: 2, stale: 1 });
  t.same(
    sorted.taken.map(({ reason }) => reason),
    ['a-0', 'b-0,b-1', 'c-0'],
  );
  const reversed = await whatever(rows.toReversed());
  t.same([reversed.orders, reversed.again], [[workloadsInOrder, workloadsInAnyOrder], 1]);
  t.same(
    [reversed.counts, reversed.taken],
    [sorted.counts, sorted.taken],
    'nothing of the first attempt is left',
  );
  t.same((await whatever(rows, true)).orders, [workloadsInAnyOrder]);
  t.same((await whatever(rows.toReversed(), true)).orders, [workloadsInAnyOrder], 'and never twice');
});

t.test('what is wrong with a row is no question of order', async (t) => {
  const disagree = [rowOf('a'), rowOf('a', 0, 'x')];
  await t.rejects(whatever(disagree), { message: /^1.txt:2: disagrees/, exitCode: 3 });
  await t.rejects(whatever([rowOf('b'), ...disagree]), { message: /^1.txt:3: disagrees/, exitCode: 3 });
});

t.test('property: the order in which it is done changes nothing', async (t) => {
  const anyRow = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(2)).map(([name, pod]) => rowOf(name, pod));
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { maxLength: 8 }), async (rows) => {
      const { counts, taken } = await whatever(rows);
      const kept = await decideOn(rows, workloadsInAnyOrder);
      return JSON.stringify([counts, taken]) === JSON.stringify([kept.counts, kept.taken]);
    }),
  );
  t.pass('held');
});
