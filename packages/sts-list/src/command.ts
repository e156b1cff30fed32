import { defineCommand, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { namespaceName, refuseExtraArguments, words } from '@patch-notebook-sts/core/cli/option-values';
import { createTimeLimit } from '@patch-notebook-sts/core/cli/time-limit';
import { ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { createProgress } from '@patch-notebook-sts/core/io/progress';
import { type View, writeLines, writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { type Kind, kindOfWord, kindWords } from '@patch-notebook-sts/core/kube/kinds';
import { createKubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { kubectlOptions, SUGGEST_NAMESPACES } from '@patch-notebook-sts/core/kube/kubectl-options';
import { withRetries } from '@patch-notebook-sts/core/kube/retry';
import type { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { workloadColumns } from '@patch-notebook-sts/core/rows/workload-columns';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import { logLeftOut } from './left-out.ts';
import { listContainers } from './list-containers.ts';
import type { ListedRow } from './listed-row.ts';
import { notebookModes, readFacts } from './read-facts.ts';

const view: View<ContainerRow> = {
  columns: [
    ...workloadColumns,
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
    'Writes one row per container of every pod, with the container status as Kubernetes reports it. ' +
    "A pod that can't be listed is left out and named on stderr, and the exit status stays 0.",
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
      mayBeEmpty: true,
      describe: 'label selector for the pods, in the syntax of kubectl',
    },
    namespace: {
      type: 'array',
      string: true,
      alias: 'n',
      describe: 'list only this namespace (repeatable); default: all namespaces',
      suggest: SUGGEST_NAMESPACES,
    },
    'all-namespaces': {
      type: 'boolean',
      alias: 'A',
      conflicts: 'namespace',
      describe: 'all namespaces, which is the default',
    },
    kind: {
      type: 'array',
      string: true,
      default: ['statefulset'],
      describe: `kinds of workload to list: ${kindWords.join(', ')}`,
      suggest: kindWords,
    },
    notebooks: {
      choices: notebookModes,
      default: 'auto' as const,
      describe:
        'read activity and opt-outs from Notebooks and namespaces; auto: Notebooks only if the cluster has them',
    },
    timeout: { type: 'string', default: '10m', describe: 'fail when the list takes longer; 0: no limit' },
    ...kubectlOptions,
  },
  run: async (options, io) => {
    refuseExtraArguments(0, options._, 'sts-list');
    const scope = {
      selector: options.selector,
      namespaces: [...new Set(words(options.namespace).map((name) => namespaceName(name)))],
      kinds: new Set(words(options.kind).map(readKind)),
    };
    const limit = createTimeLimit(options.timeout, '--timeout', io.signal);
    const kubectl = withRetries(
      createKubectl(options, io.log, { env: io.env, signal: limit.signal }),
      limit.signal,
    );
    const progress = createProgress(io.stderr, 'pods', options.quiet);
    const { hasNotebooks, rows, skipped, leftOut } = await limit.run(async () => {
      const { facts, hasNotebooks } = await readFacts(kubectl, options.notebooks, scope);
      return { hasNotebooks, ...(await listContainers(kubectl, scope, facts, progress.update)) };
    });
    progress.end();
    if (!hasNotebooks)
      io.log.info(
        'no notebooks.kubeflow.org in this cluster: activity and opted-out notebooks are not known',
      );
    for (const [why, count] of skipped)
      io.log.info(`left out ${count} ${count === 1 ? 'pod' : 'pods'} ${why}`);
    logLeftOut(leftOut, io.log);
    const format = rowFormat(options, io);
    await withOutput(options.output, io.stdout, (out) =>
      format === 'ndjson'
        ? writeLines(textsOf(rows), out)
        : writeRows(containerRowsOf(rows), out, format, view),
    );
    return ExitCode.done;
  },
});

function* textsOf(rows: readonly ListedRow[]): Generator<string> {
  for (const { text } of rows) yield text;
}

function* containerRowsOf(rows: readonly ListedRow[]): Generator<ContainerRow> {
  for (const { text } of rows) yield JSON.parse(text);
}

function readKind(word: string): Kind {
  const kind = kindOfWord(word);
  if (kind === undefined) throw usageError(`--kind: "${word}" is none of ${kindWords.join(', ')}`);
  return kind;
}
