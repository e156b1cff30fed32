import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, timeOf } from './measure.ts';
import { notebooks } from './notebooks.ts';
import { planOf } from './plan-of.ts';
import type { Row } from './report.ts';

const BATCH = 10;
/** One in ten is a straggler. */
const STRAGGLER_MS = 5000;
const READY_MS = 500;

/**
 * Restarts that are awaited, of which some take long: how long the whole takes, and what it costs the API server, compared
 * with one `kubectl rollout restart` and one `kubectl rollout status` for each, group after group.
 */
export async function benchRollout({ folder, root, quick }: Bench): Promise<Row[]> {
  const count = quick ? 10 : 50;
  const { testbed, env, repositories } = await notebooks(count * 10, folder, {
    // Of the stale ones, which are every fifth, the first of each ten.
    readyDelayMs: ({ metadata }) =>
      Number(/\d{5}/.exec(metadata.name)?.[0]) % 50 === 1 ? STRAGGLER_MS : READY_MS,
  });
  const plan = join(folder, '3.txt');
  const rows = await planOf(plan, { folder, root }, env, repositories);
  // Half of them is restarted one way, and the other half the other way.
  const [ours, theirs] = [rows.slice(0, count), rows.slice(count)];
  if (theirs.length !== count) throw new Error(`${rows.length} stale notebooks, not ${2 * count}`);
  writeFileSync(plan, `${ours.join('\n')}\n`);
  const work = async (restart: () => Promise<number>) => {
    testbed.cluster.apiWork.reset();
    const ms = await restart();
    const { requests, bytes, objectsRead } = testbed.cluster.apiWork;
    return { ms, requests, kB: bytes / 1000, objects: objectsRead };
  };

  const args = ['execute', '--batch', `${BATCH}`, '--pause', '0', '-o', '/dev/null', plan];
  const measured = await work(() => timeOf({ command: join(root, 'dist/bin/sts-restart'), args, env }));
  const baseline = await work(async () => {
    let total = 0;
    for (let i = 0; i < count; i += BATCH) {
      const group = theirs.slice(i, i + BATCH);
      total += await timeOf({ command: 'bash', args: ['-c', byHand(group)], env });
    }
    return total;
  });
  await testbed.close();

  const what = `sts-restart execute, ${count} rows, --batch ${BATCH}, one in ten ready after 5 s, the others after 0.5 s`;
  const comparedWith = `kubectl rollout restart and rollout status for each, ${BATCH} at a time`;
  return [
    { what, comparedWith, measured: measured.ms, baseline: baseline.ms, unit: 'ms' },
    ...(['requests', 'kB', 'objects'] as const).map((unit) => ({
      what: `the same: ${TITLES[unit]} per restart`,
      comparedWith,
      measured: measured[unit] / count,
      baseline: baseline[unit] / count,
      unit,
    })),
  ];
}

const TITLES = {
  requests: 'requests to the API server',
  kB: 'bytes of its answers',
  objects: 'objects that it reads from storage',
};

/** What restarts a group by hand, and waits for all of it. */
const byHand = (group: readonly string[]): string =>
  `set -e; ${group
    .map((row) => {
      const { stsName, namespace } = JSON.parse(row);
      const workload = `statefulset/${stsName} -n ${namespace}`;
      return `kubectl rollout restart ${workload} && kubectl rollout status ${workload} &`;
    })
    .join(' ')} wait`;
