import { defineCommand, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { namespaceName, refuseExtraArguments, words } from '@patch-notebook-sts/core/cli/option-values';
import { ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { createProgress } from '@patch-notebook-sts/core/io/progress';
import { prepareToWrite, type View, writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { createKubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { kubectlOptions } from '@patch-notebook-sts/core/kube/kubectl-options';
import type { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import type { Kind } from '@patch-notebook-sts/core/rows/workload';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import { compareContainerRows } from './container-rows.ts';
import { listContainers } from './list-containers.ts';
import { notebookModes, readFacts } from './read-facts.ts';

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
    // A pin's whole digest would push everything else off the screen.
    {
      title: 'IMAGE',
      value: (row) => (row.spec?.image ?? '').replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1'),
    },
    { title: 'RUNNING', value: (row) => shortDigest(row.image.imageID.split('@').at(-1)) },
  ],
  name: (row) => `${row.namespace}/${row.pod}/${row.image.name}`,
};

export const command = defineCommand({
  name: 'sts-list',
  usage: '[options]',
  summary:
    'Lists the containers of notebook workloads: the image that each asks for, and the digest that it runs. ' +
    'Writes one row per container of every pod, with the container status as Kubernetes reports it.',
  examples: [
    ['sts-list > 1-simple-output.txt', 'list all notebooks of the cluster'],
    ['sts-list -n alice-tremblay -n bob-singh', 'list the notebooks of two namespaces'],
    ['sts-list --kind deployment -l figwasp/target=true', 'list the Deployments whose pods have a label'],
    ["sts-list | jq -r 'select(.image.ready|not).pod'", 'print the pods that are not ready'],
  ],
  options: {
    selector: {
      type: 'string',
      alias: 'l',
      default: 'notebook-name',
      describe: 'label selector for the pods, in the syntax of kubectl',
    },
    namespace: {
      type: 'array',
      string: true,
      alias: 'n',
      describe: 'list only this namespace (repeatable); default: all namespaces',
    },
    kind: {
      type: 'array',
      string: true,
      default: ['statefulset'],
      describe: 'kinds of workload to list: statefulset, deployment, daemonset',
    },
    notebooks: {
      choices: notebookModes,
      default: 'auto' as const,
      describe: 'read activity and opt-outs from Notebooks and namespaces; auto: only those that may be read',
    },
    ...kubectlOptions,
  },
  run: async (options, io) => {
    refuseExtraArguments(0, options._, 'sts-list');
    const kinds = new Set(words(options.kind).map(readKind));
    const namespaces = [...new Set(words(options.namespace).map(namespaceName))];
    const scope = { selector: options.selector, namespaces, kinds };
    const kubectl = createKubectl(options, io.log);
    const { facts, unknown } = await readFacts(kubectl, options.notebooks, scope);
    const progress = createProgress(io.stderr, 'pods', options.quiet);
    const listing = listContainers(kubectl, scope, facts, progress.update);
    const [{ rows, skipped }] = await Promise.all([listing, prepareToWrite()]);
    progress.end();
    if (unknown !== undefined) io.log.info(unknown);
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
