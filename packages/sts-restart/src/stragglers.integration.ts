import t from 'tap';
import { rowsOf, staleNotebooks } from './testing.ts';

// How long such a run may take is shown in flow/next.test.ts, whose clock no busy machine slows down. This shows that the
// command, with the real kubectl, gives each workload its own verdict, and that a hang takes one place and no more.

const COUNT = 1000;
const BATCH = 50;

/** How long a notebook takes to be ready: 5 to 60 s, and 2 % never. */
function readyDelayMs(name: string): number {
  const index = Number(/\d{5}/.exec(name)?.[0]) - 1;
  return index % 50 === 7 ? Number.POSITIVE_INFINITY : 5000 + ((index * 7919) % 55_001);
}

t.test('many with some that never get ready: each has its own verdict', async (t) => {
  const bed = await staleNotebooks(t, {
    count: COUNT,
    stale: COUNT,
    timeScale: 50,
    readyDelayMs: ({ metadata }) => readyDelayMs(metadata.name),
  });
  // One that never gets ready keeps its place until it has failed, which only the command knows.
  const starting = new Set<string>();
  let most = 0;
  bed.cluster.onChange(({ resource, object: { metadata, status } }) => {
    if (resource !== 'statefulsets' || readyDelayMs(metadata.name) === Number.POSITIVE_INFINITY) return;
    const { readyReplicas, observedGeneration } = status as { [field: string]: number };
    const isReady = readyReplicas === 1 && observedGeneration === metadata.generation;
    if (metadata.generation === 2 && !isReady) starting.add(metadata.name);
    else starting.delete(metadata.name);
    most = Math.max(most, starting.size);
  });
  const args = ['--pause', '0', '--batch', `${BATCH}`, '--wait', '20s', '--max-failures', '3%', '--quiet'];
  const { code, stdout, stderr } = await bed.run('sts-restart', ['execute', ...args], {}, bed.plan);
  t.equal(code, 1, stderr);
  const rows = rowsOf(stdout);
  const verified = rows.filter(({ outcome }) => outcome === 'verified').map(({ stsName }) => stsName);
  t.equal(verified.length, 0.98 * COUNT);
  t.ok(verified.every((name) => readyDelayMs(name) !== Number.POSITIVE_INFINITY));
  const failed = rows.filter(({ outcome }) => outcome === 'failed');
  t.equal(failed.length, 0.02 * COUNT);
  for (const { stsName, reason } of failed)
    t.match(reason, `not ready after 20 s: pod ${stsName}-0 is running and not ready`);
  t.ok(most > 0 && most <= BATCH, `${most} were starting at a time`);
  t.same(new Set(bed.restarts()), new Set([1]), 'each once');
});
