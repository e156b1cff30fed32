import { writeFileSync } from 'node:fs';
import type { ClusterOptions } from '@patch-notebook-sts/testbed/cluster/cluster';
import { generateNotebooks } from '@patch-notebook-sts/testbed/cluster/generate/generate-notebooks';
import { namespaceObject } from '@patch-notebook-sts/testbed/cluster/generate/load-capture';
import { testbedFor } from '@patch-notebook-sts/testbed/commands';
import type { Test } from 'tap';
import { RUN_LABEL } from './puller/manifest.ts';

/** Where the tests have their pods that pull. */
export const PULLERS = 'pullers';

const IMAGES = ['jupyterlab-cpu', 'jupyterlab-pytorch', 'rstudio'];

export interface Stale {
  count: number;
  nodes: number;
  /** How many of the images there are in use. */
  images?: number;
  namespaces?: number;
}

interface RowLike {
  namespace: string;
  stsName: string;
  containers: { image: string; wanted: string }[];
}

/**
 * A testbed with stale notebooks on some nodes, the file that restarts all of them, and what to ask of the cluster
 * afterwards. Their images take no time to pull, unless `times` says so.
 */
export async function staleNotebooks(
  t: Test,
  { count, nodes, images: used = 3, namespaces = 5 }: Stale,
  times: Partial<ClusterOptions> = {},
) {
  const testbed = await testbedFor(t, { cluster: { readyDelayMs: 5, terminationMs: 5, ...times } });
  const { cluster, registry, folder } = testbed;
  const images = IMAGES.slice(0, used).map((name) => {
    const repository = `k8scc01covidacr.azurecr.io/${name}`;
    const running = registry.push(`${repository}:v1`, { seed: `${name} before` });
    const wanted = registry.push(`${repository}:v1`, { seed: `${name} after` });
    return { repository, running, wanted, reference: `${repository}@${wanted}` };
  });
  const imageOf = (index: number) => images[index % images.length] as (typeof images)[number];
  const names = Array.from({ length: nodes }, (_, i) => `node${i + 1}`);
  cluster.load([
    namespaceObject(PULLERS),
    ...generateNotebooks({
      count,
      namespaces,
      nodes: names,
      image: (index) => {
        const { repository, running } = imageOf(index);
        return { repository, tag: 'v1', digest: running, imagePullPolicy: 'Always' };
      },
    }),
  ]);
  for (const name of names) cluster.describeNode(name);
  const planOf = () =>
    cluster
      .objects('statefulsets')
      .map(({ metadata: { name, namespace } }) => {
        const { repository, running, wanted } = imageOf(Number(name.slice(-5)) - 1);
        const containers = [{ name, image: `${repository}:v1`, running, wanted }];
        return { stsName: name, namespace, kind: 'StatefulSet', action: 'restart', containers };
      })
      .map((row) => `${JSON.stringify(row)}\n`)
      .join('');
  const plan = planOf();
  const file = `${folder}/3.txt`;
  writeFileSync(file, plan);
  const nodeOf = (namespace: string, name: string) =>
    cluster.object('pods', namespace, `${name}-0`)?.spec.nodeName ?? '';
  return {
    ...testbed,
    images,
    plan,
    file,
    nodeOf,
    /** The pods that pull, as they are now. */
    pullers: () => cluster.objects('pods').filter(({ metadata }) => RUN_LABEL in (metadata.labels ?? {})),
    /** Whether the node of a row's workload has each image of the row. */
    isWarm: ({ namespace, stsName, containers }: RowLike) =>
      containers.every(({ wanted, image }) =>
        cluster.hasImage(nodeOf(namespace, stsName), `${image.slice(0, -3)}@${wanted}`),
      ),
    /** Moves all tags on, to images that no node has, and writes the plan anew. */
    moveTags: (seed: string) => {
      for (const image of images)
        image.wanted = registry.push(`${image.repository}:v1`, { seed: `${image.repository} ${seed}` });
      writeFileSync(file, planOf());
    },
    prepull: (args: readonly string[], more: readonly string[] = [], stdin = '') =>
      testbed.run('image-prepull', [...args, '--namespace-of-pullers', PULLERS, ...more], {}, stdin),
  };
}

export const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
