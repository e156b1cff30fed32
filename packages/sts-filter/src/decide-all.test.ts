import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import fc from 'fast-check';
import t from 'tap';
import { readContainers } from './containers.ts';
import { decideAll, emptyTally } from './decide-all.ts';
import { located } from './testing.ts';
import { type ListedWorkload, workloadsOf } from './workloads.ts';

const rowOf = (stsName: string, pod = 0, imageID = '') =>
  ContainerRow.parse({
    stsName,
    namespace: 'bob',
    pod: `${stsName}-${pod}`,
    image: { name: 'app', imageID },
  });

/** A workload is `stale` when it has more than one pod. */
const decide = ({ stsName, namespace, containers }: ListedWorkload) => ({
  decision: {
    stsName,
    namespace,
    kind: 'StatefulSet' as const,
    decision: containers.length > 1 ? ('stale' as const) : ('current' as const),
    reason: containers.map(({ pod }) => pod).join(),
  },
});

async function decideOn(rows: ContainerRow[]) {
  const tally = emptyTally();
  const { containers } = await readContainers(located(rows));
  const decisions = [...decideAll(workloadsOf(containers), decide, tally)];
  return { ...tally, decisions };
}

t.test('each workload is decided about once, and counted', async (t) => {
  const rows = [rowOf('a'), rowOf('b', 0), rowOf('b', 1), rowOf('c')];
  const { counts, decisions } = await decideOn(rows);
  t.match(counts, { current: 2, stale: 1 });
  t.same(
    decisions.map(({ reason }) => reason),
    ['a-0', 'b-0,b-1', 'c-0'],
  );
});

t.test('rows that disagree are refused, with their lines', async (t) => {
  const disagree = [rowOf('a'), rowOf('a', 0, 'x')];
  await t.rejects(decideOn(disagree), { message: /^1.txt:2: disagrees with 1.txt:1/, exitCode: 3 });
  await t.rejects(decideOn([rowOf('b'), ...disagree]), {
    message: /^1.txt:3: disagrees with 1.txt:2/,
    exitCode: 3,
  });
});

t.test('property: the order of the rows changes nothing', async (t) => {
  const anyRow = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(2)).map(([name, pod]) => rowOf(name, pod));
  const shuffled = fc
    .array(anyRow, { maxLength: 8 })
    .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
  await fc.assert(
    fc.asyncProperty(shuffled, async ([rows, others]) => {
      t.strictSame(await decideOn(others), await decideOn(rows));
    }),
  );
});
