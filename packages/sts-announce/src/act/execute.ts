import type { Io } from '@patch-notebook-sts/core/cli/command';
import { Failure } from '@patch-notebook-sts/core/failure';
import { createProgress } from '@patch-notebook-sts/core/io/progress';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { requireRights } from '@patch-notebook-sts/core/kube/require-rights';
import { withRetries } from '@patch-notebook-sts/core/kube/retry';
import { readPresent } from '../live/read-present.ts';
import type { Task } from '../live/task.ts';
import type { Change } from './annotate.ts';
import { isWritten, namespaceRight, rightsFor } from './rights.ts';
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
  for (const [task, result] of await preview(tasks, decisions, asking))
    if (result.failure === undefined && result.step.event !== undefined)
      expected.push({ task, present: result.present, telling: result.step });
  await requireRights(kubectl, rightsFor(expected), 'nobody was told', signal);
  const results = await withoutRight(expected, kubectl, signal);
  const allowed = tasks.filter((task) => !results.has(task));
  const progress = createProgress(stderr, 'told', quiet);
  for (let start = 0; start < allowed.length && !signal.aborted; start += GROUP) {
    const group = allowed.slice(start, start + GROUP);
    for (const [task, result] of await tell(group, { kubectl, asking, signal, ...decisions }))
      results.set(task, result);
    progress.update(results.size, tasks.length);
  }
  progress.end();
  return results;
}

/**
 * The failures of those whose announcement would stand on a namespace that may not be patched: few workloads have no Notebook, and
 * few accounts that right, and the others are told all the same.
 */
async function withoutRight(
  expected: readonly Change[],
  kubectl: Kubectl,
  signal: AbortSignal,
): Promise<Map<Task, TaskResult>> {
  const there = expected.filter(isWritten('namespace'));
  if (there.length === 0) return new Map();
  try {
    await requireRights(kubectl, [namespaceRight(there)], 'its owner was not told', signal);
    return new Map();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const failure = `it has no Notebook, so its namespace has to carry the announcement: ${error.message}`;
    return new Map(there.map(({ task }) => [task, { failure }]));
  }
}
