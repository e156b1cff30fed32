import type { Io } from '@patch-notebook-sts/core/cli/command';
import { Failure } from '@patch-notebook-sts/core/failure';
import { createProgress } from '@patch-notebook-sts/core/io/progress';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { requireRights } from '@patch-notebook-sts/core/kube/require-rights';
import { withRetries } from '@patch-notebook-sts/core/kube/retry';
import { readPresent } from '../live/read-present.ts';
import type { Task } from '../live/task.ts';
import { hasNotebook, namespaceRight, rightsFor } from './rights.ts';
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
  for (const group of groupsOf(tasks)) {
    for (const [task, { present, failure }] of await readPresent(kubectl, group)) {
      if (failure !== undefined) {
        results.set(task, { failure });
        continue;
      }
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
  if (tasks.length === 0) return new Map();
  const asking = withRetries(kubectl, signal);
  await requireRights(kubectl, rightsFor(tasks), 'nobody was told', signal);
  const results = await withoutRight(tasks, kubectl, signal);
  const progress = createProgress(stderr, 'told', quiet);
  for (const group of groupsOf(tasks.filter((task) => !results.has(task)))) {
    if (signal.aborted) break;
    for (const [task, result] of await tell(group, { kubectl, asking, signal, ...decisions }))
      results.set(task, result);
    progress.update(results.size, tasks.length);
  }
  progress.end();
  return results;
}

function* groupsOf(tasks: readonly Task[]): Generator<readonly Task[]> {
  for (let start = 0; start < tasks.length; start += GROUP) yield tasks.slice(start, start + GROUP);
}

/**
 * The failures of those whose announcement would stand on a namespace that may not be patched: few workloads have no Notebook, and
 * few accounts that right, and the others are told all the same.
 */
async function withoutRight(
  tasks: readonly Task[],
  kubectl: Kubectl,
  signal: AbortSignal,
): Promise<Map<Task, TaskResult>> {
  const there = tasks.filter((task) => task.about !== 'outcome' && !hasNotebook(task));
  if (there.length === 0) return new Map();
  try {
    await requireRights(kubectl, [namespaceRight(there)], 'its owner was not told', signal);
    return new Map();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const failure = `it has no Notebook, so its namespace has to carry the announcement: ${error.message}`;
    return new Map(there.map((task) => [task, { failure }]));
  }
}
