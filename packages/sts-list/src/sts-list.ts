import { defineCommand, rowFormat } from '@patch-notebook-sts/core/command';
import type { ContainerRow } from '@patch-notebook-sts/core/container-row';
import { ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { LabelName } from '@patch-notebook-sts/core/kube-names';
import { createKubectl } from '@patch-notebook-sts/core/kubectl';
import { kubectlOptions } from '@patch-notebook-sts/core/kubectl-options';
import { atMost, words } from '@patch-notebook-sts/core/option-values';
import { withOutput } from '@patch-notebook-sts/core/output';
import { createProgress } from '@patch-notebook-sts/core/progress';
import { shortDigest } from '@patch-notebook-sts/core/table';
import type { Kind } from '@patch-notebook-sts/core/workload';
import { type View, writeRows } from '@patch-notebook-sts/core/write-rows';
import { compareContainerRows } from './container-rows.ts';
import { listContainers } from './list-containers.ts';

/** The kinds as kubectl takes them on its command line. */
const KINDS: Record<string, Kind> = {
  statefulset: 'StatefulSet',
  deployment: 'Deployment',
  daemonset: 'DaemonSet',
};

const view: View<ContainerRow> = {
  columns: [
    { title: 'NAMESPACE', value: (row) => row.namespace ?? '' },
    { title: 'KIND', value: (row) => row.kind ?? '' },
    { title: 'NAME', value: (row) => row.stsName },
    { title: 'POD', value: (row) => row.pod ?? '' },
    { title: 'CONTAINER', value: (row) => row.image.name },
    { title: 'IMAGE', value: (row) => row.spec?.image ?? '' },
    { title: 'RUNNING', value: (row) => shortDigest(row.image.imageID.split('@').at(-1)) },
  ],
  name: (row) => `${row.namespace}/${row.pod}/${row.image.name}`,
};

export const stsList = defineCommand({
  name: 'sts-list',
  usage: '[options]',
  summary:
    'Lists the containers of notebook workloads: what each asks for, and the digest it really runs.\n' +
    'One row per container of every pod, with the container status verbatim.',
  examples: [
    ['sts-list > 1-simple-output.txt', 'every notebook of the cluster'],
    ['sts-list -n alice-tremblay -n bob-singh', 'those of two namespaces'],
    ['sts-list --kind deployment -l figwasp/target=true', 'Deployments with a label'],
    ["sts-list | jq -r 'select(.image.ready|not).pod'", 'pods that are not ready'],
  ],
  options: {
    selector: {
      type: 'string',
      alias: 'l',
      default: 'notebook-name',
      describe: 'label selector of the pods, as kubectl takes it',
    },
    namespace: {
      type: 'array',
      string: true,
      alias: 'n',
      describe: 'only this namespace (repeatable); else all of them',
    },
    kind: {
      type: 'array',
      string: true,
      default: ['statefulset'],
      describe: 'kinds of workload: statefulset, deployment, daemonset',
    },
    ...kubectlOptions,
  },
  run: async (options, io) => {
    atMost(0, options._, 'sts-list');
    const kinds = new Set(words(options.kind).map(readKind));
    const namespaces = words(options.namespace).map(readNamespace);
    const progress = createProgress(io.stderr, 'pods', options.quiet);
    const { rows, skipped } = await listContainers(
      createKubectl(options, io.log),
      { selector: options.selector, namespaces, kinds },
      progress.update,
    );
    progress.end();
    for (const [why, count] of skipped)
      io.log.info(`left out ${count} ${count === 1 ? 'pod' : 'pods'} ${why}`);
    rows.sort(compareContainerRows);
    await withOutput(options.output, io.stdout, (out) => writeRows(rows, out, rowFormat(options, io), view));
    return ExitCode.done;
  },
});

function readKind(word: string): Kind {
  const kind = KINDS[word.toLowerCase()];
  if (kind === undefined) throw usageError(`--kind: "${word}" is none of ${Object.keys(KINDS).join(', ')}`);
  return kind;
}

function readNamespace(name: string): string {
  if (!LabelName.safeParse(name).success)
    throw usageError(`--namespace: "${name}" is not a namespace's name`);
  return name;
}
