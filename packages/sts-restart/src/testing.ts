import type { MigratedContainer, MigrateRow } from '@patch-notebook-sts/core/rows/restart-row';
import type { ClusterOptions } from '@patch-notebook-sts/testbed/cluster/cluster';
import { generateNotebooks } from '@patch-notebook-sts/testbed/cluster/generate/generate-notebooks';
import { testbedFor } from '@patch-notebook-sts/testbed/commands';
import type { Test } from 'tap';

/** How many of the generated notebooks are stale, as in the first rollout that this toolkit was made for. */
export const STALE = 204;

const IMAGES = ['jupyterlab-cpu', 'jupyterlab-pytorch', 'jupyterlab-tensorflow', 'remote-desktop', 'rstudio'];

/**
 * A testbed with `count` notebooks of five images whose tag v1 has moved, of which the first `stale` still run the old
 * digest; the rows that restart them, and what to ask of the cluster afterwards.
 */
export async function staleNotebooks(
  t: Test,
  {
    count = STALE,
    stale = STALE,
    ...times
  }: { count?: number; stale?: number } & Pick<
    Partial<ClusterOptions>,
    'readyDelayMs' | 'timeScale' | 'pullMs'
  > = {},
) {
  const testbed = await testbedFor(t, { cluster: { readyDelayMs: 5, terminationMs: 5, ...times } });
  const { cluster, registry } = testbed;
  const images = IMAGES.map((name) => {
    const repository = `k8scc01covidacr.azurecr.io/${name}`;
    const running = registry.push(`${repository}:v1`, { seed: `${name} before` });
    const wanted = registry.push(`${repository}:v1`, { seed: `${name} after` });
    return { repository, running, wanted };
  });
  const imageOf = (index: number) => images[index % images.length] as (typeof images)[number];
  const objects = generateNotebooks({
    count,
    image: (index) => {
      const { repository, running, wanted } = imageOf(index);
      return { repository, tag: 'v1', digest: index < stale ? running : wanted, imagePullPolicy: 'Always' };
    },
  });
  cluster.load(objects);
  const sets = () => cluster.objects('statefulsets');
  const rows = sets()
    .map(({ metadata }) => ({ name: metadata.name, namespace: metadata.namespace }))
    .filter(({ name }) => Number(name.slice(-5)) <= stale)
    .map(({ name, namespace }) => {
      const { repository, running, wanted } = imageOf(Number(name.slice(-5)) - 1);
      const containers = [{ name, image: `${repository}:v1`, running, wanted }];
      return { stsName: name, namespace, kind: 'StatefulSet', action: 'restart', containers };
    });
  const podsOf = (wanted: boolean) =>
    cluster.objects('pods').filter((pod) => {
      const image = imageOf(Number(pod.metadata.name.slice(-7, -2)) - 1);
      return pod.status?.containerStatuses?.[0]?.imageID.endsWith(wanted ? image.wanted : image.running);
    }).length;
  return {
    ...testbed,
    images,
    plan: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    /** Pods that run what their tag points to now, or what it did before. */
    current: () => podsOf(true),
    old: () => podsOf(false),
    /** Workloads by how often their template was changed. */
    restarts: () => sets().map(({ metadata }) => (metadata.generation ?? 1) - 1),
  };
}

/** A digest for tests, `digest('b')`: 64 times the same hex digit. */
export const digest = (hex: string) => `sha256:${hex.repeat(64)}`;

/** The row that restarts `bob/desk`. */
export const staleRow = (change: { image?: string } = {}) => ({
  stsName: 'desk',
  namespace: 'bob',
  action: 'restart' as const,
  containers: [{ name: 'desk', image: 'a:v1', running: digest('0'), wanted: digest('1'), ...change }],
});

/** The row that migrates `bob/desk` from `a:c5b7982c` to `a:v1`. */
export const migration = (
  change: Partial<MigratedContainer> = {},
  more: MigratedContainer[] = [],
): MigrateRow => ({
  stsName: 'desk',
  namespace: 'bob',
  action: 'migrate',
  containers: [
    { name: 'desk', image: 'a:c5b7982c', to: 'a:v1', running: digest('0'), wanted: digest('1'), ...change },
    ...more,
  ],
});

/** The row that gives `bob/desk` another pull policy, and nothing else. */
export const policyFix = (): MigrateRow =>
  migration({ image: 'a:v1', imagePullPolicy: 'Always', wasImagePullPolicy: 'IfNotPresent' });

export const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** How many rows have each outcome. */
export const outcomes = (text: string) => {
  const counts: Record<string, number> = {};
  for (const { outcome } of rowsOf(text)) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

/** All notebooks run what is wanted: the stale ones restarted once, and no other. */
export function convergedOnce(
  t: Test,
  bed: Awaited<ReturnType<typeof staleNotebooks>>,
  { count, stale }: { count: number; stale: number },
): void {
  t.same([bed.old(), bed.current()], [0, count]);
  const counts = bed.restarts();
  t.same(
    counts.filter((count) => count > 1),
    [],
    'none twice',
  );
  t.equal(counts.filter((count) => count === 1).length, stale, 'each once, and no other');
}
