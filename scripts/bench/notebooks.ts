import { join } from 'node:path';
import type { ClusterOptions } from '@patch-notebook-sts/testbed/cluster/cluster';
import { generateNotebooks } from '@patch-notebook-sts/testbed/cluster/generate/generate-notebooks';
import { NODES } from '@patch-notebook-sts/testbed/cluster/generate/generated-pod';
import { startTestbed, type Testbed } from '@patch-notebook-sts/testbed/testbed';

const REPOSITORIES = [
  'jupyterlab-cpu',
  'jupyterlab-pytorch',
  'jupyterlab-tensorflow',
  'remote-desktop',
  'rstudio',
].map((name) => `k8scc01covidacr.azurecr.io/${name}`);

/** A testbed with `count` notebooks of five images, some of them stale, and the environment to reach it. */
export async function notebooks(
  count: number,
  folder: string,
  options: Partial<ClusterOptions> = {},
  /** Every one of so many is stale. */
  every = 5,
): Promise<{ testbed: Testbed; env: Record<string, string | undefined>; repositories: string[] }> {
  const testbed = await startTestbed({ cluster: { readyDelayMs: 5, terminationMs: 5, ...options } });
  const images = REPOSITORIES.map((repository) => {
    const old = testbed.registry.push(`${repository}:v1`, { seed: `${repository} before` });
    return {
      repository,
      old,
      now: testbed.registry.push(`${repository}:v1`, { seed: `${repository} after` }),
    };
  });
  // Known beforehand, so that a pod comes back to its node.
  for (const node of NODES) testbed.cluster.describeNode(node);
  testbed.cluster.load(
    generateNotebooks({
      count,
      image: (index) => {
        const { repository, old, now } = images[Math.floor(index / 5) % 5] as (typeof images)[number];
        return { repository, tag: 'v1', digest: index % every === 0 ? old : now, imagePullPolicy: 'Always' };
      },
    }),
  );
  return {
    testbed,
    env: await testbed.environment(join(folder, `notebooks-${count}`)),
    repositories: REPOSITORIES,
  };
}
