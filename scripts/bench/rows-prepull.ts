import { join } from 'node:path';
import type { Pod } from '@patch-notebook-sts/testbed/cluster/api/objects';
import type { Cluster } from '@patch-notebook-sts/testbed/cluster/cluster';
import { type Bench, median, timeOf } from './measure.ts';
import { notebooks } from './notebooks.ts';
import { planOf } from './plan-of.ts';
import type { Row } from './report.ts';

const COUNT = 10;
const PULL_MS = 60_000;

/**
 * How long a notebook is away when it restarts, from the end of its old pod until its new one is ready, when its image
 * takes a minute to pull: with image-prepull, and without. By the clock of the cluster, which runs faster.
 */
export async function benchPrepull(bench: Bench): Promise<Row[]> {
  return [
    {
      what: `downtime of a notebook with a new image of ${PULL_MS / 1000} s to pull, with image-prepull`,
      comparedWith: 'sts-restart alone',
      measured: await downtime(bench, true),
      baseline: await downtime(bench, false),
      unit: 'ms',
    },
  ];
}

async function downtime({ folder, root }: Bench, prepulls: boolean): Promise<number> {
  // All of them are stale, so that no node has a new image.
  const options = { pullMs: PULL_MS, timeScale: 20 };
  const { testbed, env, repositories } = await notebooks(COUNT, folder, options, 1);
  const plan = join(folder, '3.txt');
  await planOf(plan, { folder, root }, env, repositories);
  const command = (name: string, ...args: string[]) =>
    timeOf({ command: join(root, 'dist/bin', name), args: [...args, plan], env });
  if (prepulls) await command('image-prepull', 'execute', '--in-workload-namespace', '-o', '/dev/null');
  const times = measureDowntimes(testbed.cluster);
  await command('sts-restart', 'execute', '--pause', '0', '-o', '/dev/null');
  await testbed.close();
  if (times.length !== COUNT) throw new Error(`${times.length} notebooks restarted, not ${COUNT}`);
  return median(times);
}

/** The times that notebooks are away, each as soon as one is back; in milliseconds of the cluster's clock. */
function measureDowntimes(cluster: Cluster): number[] {
  const gone = new Map<string, number>();
  const times: number[] = [];
  cluster.onChange(({ resource, type, object, key }) => {
    if (resource !== 'pods') return;
    const since = gone.get(key);
    if (type === 'DELETED') gone.set(key, cluster.now());
    else if (since !== undefined && isReady(object as Pod)) {
      times.push(cluster.now() - since);
      gone.delete(key);
    }
  });
  return times;
}

const isReady = ({ status }: Pod): boolean =>
  status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
