import type { Io } from '@patch-notebook-sts/core/cli/command';
import { createProgress } from '@patch-notebook-sts/core/io/progress';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { requireRights } from '@patch-notebook-sts/core/kube/require-rights';
import { withRetries } from '@patch-notebook-sts/core/kube/retry';
import { readPresent } from '../live/read-present.ts';
import type { Task } from '../task.ts';
import type { Change } from './annotate.ts';
import { rightsFor } from './rights.ts';
import { type TaskResult, type TellContext, tell } from './tell.ts';

/** How many owners are told between two looks at the cluster. */
const GROUP = 50;

export type Decisions = Pick<TellContext, 'decide' | 'messageOf' | 'now'>;

/** What would be done for each task, as the cluster is now. Never throws for a failing server. */
export async function preview(
  tasks: readonly Task[],
  { decide, messageOf }: Decisions,
  kubectl: Kubectl,
): Promise<Map<Task, TaskResult>> {
  const results = new Map<Task, TaskResult>();
  for (const [task, { present, failure }] of await readPresent(kubectl, tasks)) {
    if (failure !== undefined) results.set(task, { failure });
    else {
      const step = decide(task, present);
      const message = step.skipped === undefined ? { message: messageOf(step) } : {};
      results.set(task, { step, present, ...message });
    }
  }
  return results;
}

/**
 * Tells the owners, some at a time, after asking for the rights that takes. A task without a result was not attempted, because
 * the run was interrupted.
 */
export async function execute(
  tasks: readonly Task[],
  decisions: Decisions,
  quiet: boolean | undefined,
  kubectl: Kubectl,
  { signal, stderr }: Io,
): Promise<Map<Task, TaskResult>> {
  const asking = withRetries(kubectl, signal);
  const expected: Change[] = [];
  for (const [task, { step, ...result }] of await preview(tasks, decisions, asking))
    if (
      step !== undefined &&
      step.skipped === undefined &&
      'present' in result &&
      result.present !== undefined
    )
      expected.push({ task, present: result.present, telling: step });
  if (expected.length > 0) await requireRights(kubectl, rightsFor(expected), 'nobody was told', signal);
  const progress = createProgress(stderr, 'told', quiet);
  const results = new Map<Task, TaskResult>();
  for (let start = 0; start < tasks.length && !signal.aborted; start += GROUP) {
    const group = tasks.slice(start, start + GROUP);
    for (const [task, result] of await tell(group, { kubectl, asking, signal, ...decisions }))
      results.set(task, result);
    progress.update(results.size, tasks.length);
  }
  progress.end();
  return results;
}
