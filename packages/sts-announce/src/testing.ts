import { generateNotebooks } from '@patch-notebook-sts/testbed/cluster/generate/generate-notebooks';
import { testbedFor } from '@patch-notebook-sts/testbed/commands';
import type { Test } from 'tap';

export const IMAGE = 'k8scc01covidacr.azurecr.io/rstudio';
/** A digest for tests, `digest('b')`: 64 times the same hex digit. */
export const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
export const [OLD, NEW, NEWER] = [digest('a'), digest('b'), digest('c')];

/** The row that restarts `user-0001/NAME`, a notebook unless `change` says otherwise. */
export const staleRow = (stsName: string, change: object = {}) => ({
  stsName,
  namespace: 'user-0001',
  kind: 'StatefulSet' as const,
  action: 'restart' as const,
  containers: [{ name: stsName, image: `${IMAGE}:v1`, running: OLD, wanted: NEW }],
  notebook: { lastActivity: null, stopped: null },
  ...change,
});

/** The containers of a row that wants another digest. */
export const wanting = (wanted: string) => ({
  containers: [{ name: 'nb', image: `${IMAGE}:v1`, running: OLD, wanted }],
});

export const ndjson = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
export const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/**
 * A testbed with `count` notebooks in one namespace, called notebook-00001 and so on; and, where asked, a StatefulSet `plain` that has
 * no Notebook.
 */
export async function staleNotebooks(t: Test, count: number, { withPlain = false } = {}) {
  const testbed = await testbedFor(t);
  const { cluster } = testbed;
  const image = () => ({ repository: IMAGE, tag: 'v1', digest: OLD, imagePullPolicy: 'Always' as const });
  const objects = generateNotebooks({ count, namespaces: 1, image });
  cluster.load(objects);
  if (withPlain) {
    const [set] = cluster.objects('statefulsets');
    if (set === undefined) throw new Error('no StatefulSet');
    const { ownerReferences: _, ...metadata } = set.metadata;
    cluster.load([{ ...set, metadata: { ...metadata, name: 'plain', uid: 'plain-uid' } }]);
  }
  const announce = (args: readonly string[], rows: readonly object[] | string, env: object = {}) =>
    testbed.run('sts-announce', args, env, typeof rows === 'string' ? rows : ndjson(rows));
  return {
    ...testbed,
    announce,
    rows: Array.from({ length: count }, (_, index) =>
      staleRow(`notebook-${String(index + 1).padStart(5, '0')}`),
    ),
    annotations: (name = 'notebook-00001') =>
      cluster.object('notebooks', 'user-0001', name)?.metadata.annotations ?? {},
    namespaceAnnotations: () => cluster.objects('namespaces')[0]?.metadata.annotations ?? {},
    /** What owners were told; the cluster's own Events are left out. */
    events: () => cluster.objects('events').filter(({ source }) => source.component === 'patch-notebook-sts'),
    annotate: (name: string, annotations: Record<string, string>) =>
      cluster.edit('notebooks', 'user-0001', name, (notebook) => ({
        ...notebook,
        metadata: {
          ...notebook.metadata,
          annotations: { ...notebook.metadata.annotations, ...annotations },
        },
      })),
  };
}
