import { defineCommand, type Io, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { graceOver } from '@patch-notebook-sts/core/cli/grace';
import { readModeAndFile } from '@patch-notebook-sts/core/cli/mode-and-file';
import { namespaceName } from '@patch-notebook-sts/core/cli/option-values';
import { parseDuration } from '@patch-notebook-sts/core/cli/parse-duration';
import { ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { createKubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { kubectlOptions, rowNamespaceOption } from '@patch-notebook-sts/core/kube/kubectl-options';
import { withRetries } from '@patch-notebook-sts/core/kube/retry';
import { workloadName } from '@patch-notebook-sts/core/rows/workload';
import { type Decisions, execute, preview } from './act/execute.ts';
import type { TaskResult } from './act/tell.ts';
import { readAt } from './at.ts';
import { cancelStep } from './decide/cancel.ts';
import { outcomeStep } from './decide/outcome.ts';
import { planStep } from './decide/plan.ts';
import type { Task } from './live/task.ts';
import { readTasks } from './read-tasks.ts';
import { announceView, countLine } from './report/announce-row.ts';
import { announceRow } from './report/rows.ts';
import { webhookKinds } from './webhook/payload.ts';
import { teamMessages, toldOf } from './webhook/team-messages.ts';
import { readWebhookUrl } from './webhook/webhook-url.ts';
import { messageOf } from './words/message.ts';
import { readTemplates } from './words/read-templates.ts';
import type { Sentences } from './words/sentences.ts';

const MODES = ['dry-run', 'execute'] as const;

export const command = defineCommand({
  name: 'sts-announce',
  usage: '[dry-run|execute] [options] [3-statefulsets-to-restart.txt]',
  words: MODES,
  summary:
    'Tells the owners of the workloads that sts-filter found when those will restart, and why: by an Event, and by annotations ' +
    'that sts-filter --announced and sts-restart keep to. Reads a file or stdin. ' +
    'Tells nobody unless the word execute is given.\n\n' +
    'What is announced stays: a repeated run renews the Event, and leaves the date.',
  examples: [
    [
      'sts-announce --at 2026-12-05T01:00:00-05:00 3-statefulsets-to-restart.txt',
      'show who would be told what',
    ],
    ['sts-announce execute --at 48h 3-statefulsets-to-restart.txt', 'announce restarts in two days'],
    ['sts-announce execute --cancel 3-statefulsets-to-restart.txt', 'take that back'],
    ['sts-announce execute --done 4-restarts.txt', 'tell what became of the restarts'],
    ['sts-announce execute --at 48h --template en --template fr 3-…', 'say it in English and French'],
  ],
  options: {
    at: {
      type: 'string',
      describe:
        'from when on they may restart: a date such as 2026-12-05T01:00:00-05:00, or a time from now such as 48h',
    },
    done: {
      type: 'boolean',
      describe:
        'read outcome rows (4-restarts.txt), tell what became of each restart, and end its announcement',
      conflicts: ['at', 'cancel'],
    },
    cancel: { type: 'boolean', describe: 'take announcements back', conflicts: 'at' },
    namespace: rowNamespaceOption,
    template: {
      type: 'array',
      string: true,
      describe: 'the sentences: en, fr, or a YAML file; of several, each is said (repeatable); default: en',
    },
    'webhook-url-file': {
      type: 'string',
      describe: 'post a message for each owner of namespaces to the URL in this file',
    },
    webhook: {
      choices: webhookKinds,
      default: webhookKinds[0],
      describe: 'with --webhook-url-file: what takes the messages',
    },
    'kubectl-timeout': { type: 'string', default: '2m', describe: 'kill kubectl after this long' },
    ...kubectlOptions,
  },
  finishesOnSignal: true,
  run: async (options, io) => {
    const { mode, file } = readModeAndFile(MODES, options._, io.stdin, 'sts-announce');
    const about = options.done ? 'outcome' : options.cancel ? 'cancellation' : 'plan';
    if (about === 'plan' && options.at === undefined)
      throw usageError('--at is needed: from when on they may restart; or --done, or --cancel');
    const at = options.at === undefined ? '' : readAt(options.at, Date.now());
    const namespace = options.namespace === undefined ? undefined : namespaceName(options.namespace);
    const languages = await readTemplates(options.template ?? ['en']);
    const urlFile = options['webhook-url-file'];
    const url = urlFile === undefined ? undefined : await readWebhookUrl(urlFile);
    const kubectl = createKubectl(options, io.log, {
      env: io.env,
      timeoutMs: parseDuration(options['kubectl-timeout'], '--kubectl-timeout'),
      signal: graceOver(io.signal),
    });

    const tasks = await readTasks(about, file, io.stdin, namespace);
    const decisions = decisionsFor(at, languages);
    const isDryRun = mode === 'dry-run';
    const results = isDryRun
      ? await preview(tasks, decisions, withRetries(kubectl, io.signal))
      : await execute(tasks, decisions, options.quiet, kubectl, io);
    for (const [task, result] of results) say(task, result, isDryRun, io);
    const rows = tasks.map((task) => announceRow(task, results.get(task), isDryRun));
    await withOutput(options.output, io.stdout, (out) =>
      writeRows(rows, out, rowFormat(options, io), announceView),
    );
    if (url !== undefined && !isDryRun) {
      const { sendMessages } = await import('./webhook/send-messages.ts');
      const messages = teamMessages(toldOf(results), TITLES[about]);
      for (const fault of await sendMessages(url, options.webhook, messages, io.log)) io.log.error(fault);
    }
    io.log.info(countLine(rows) + (isDryRun ? '; nobody was told, say execute to do it' : ''));
    return rows.some(({ outcome }) => outcome === 'failed') ? ExitCode.failed : ExitCode.done;
  },
});

const TITLES: Record<Task['about'], string> = {
  plan: 'planned restarts',
  cancellation: 'restarts that were taken back',
  outcome: 'what became of the restarts',
};

const decisionsFor = (at: string, languages: readonly Sentences[]): Decisions => {
  const now = () => new Date().toISOString();
  return {
    now,
    messageOf: ({ event }) => messageOf(event, languages),
    decide: (task, present) => {
      if (task.about === 'outcome') return outcomeStep(task.row, present, now());
      if (task.about === 'cancellation') return cancelStep(task.row, present, now());
      return planStep(task.row, present, at, now());
    },
  };
};

/** What an owner was told, or would be, and who was not. */
function say({ row }: Task, { step, message, failure }: TaskResult, isDryRun: boolean, { log }: Io): void {
  const name = workloadName(row);
  if (failure !== undefined) log.error(`${name}: failed: ${failure}`);
  else if (step?.skipped !== undefined) log.info(`${name}: skipped: ${step.skipped}`);
  else if (isDryRun) log.info(`${name}: would say: ${message}`);
}
