import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { BACKOFF_MS, sleep } from '@patch-notebook-sts/core/kube/retry';
import type { Step, Telling } from '../decide/step.ts';
import type { Present } from '../live/present.ts';
import { readPresent } from '../live/read-present.ts';
import type { Task } from '../live/task.ts';
import { annotate, type Change } from './annotate.ts';
import { eventOf } from './event.ts';
import { sendEvents } from './send-events.ts';

/** What came of a task: its step, done; or why it failed. */
export type TaskResult =
  | { step: Step; present: Present; message?: string; failure?: undefined }
  | { step?: undefined; present?: undefined; message?: undefined; failure: string };

export interface TellContext {
  kubectl: Kubectl;
  /** The same, which asks again while a failure may pass. */
  asking: Kubectl;
  signal: AbortSignal;
  decide: (task: Task, present: Present) => Step;
  messageOf: (telling: Telling) => string;
  /** The moment, RFC 3339. */
  now: () => string;
}

/** What fails once may have lost a race with another run, and is looked at again; what fails each time is wrong. */
const ATTEMPTS = 3;

/**
 * Tells owners: reads what there is, sends the Events, and changes the annotations of those whose Event is there. An
 * announcement so never stands without its owner having been told. What failed begins again with reading: where another run
 * was first, its announcement is found, and the Event gets its date. Never throws for a failing server.
 */
export async function tell(tasks: readonly Task[], context: TellContext): Promise<Map<Task, TaskResult>> {
  const results = new Map<Task, TaskResult>();
  let open = tasks;
  for (let attempt = 0; attempt < ATTEMPTS && open.length > 0; attempt += 1) {
    if (attempt > 0) await sleep(BACKOFF_MS[attempt - 1] ?? 0, context.signal);
    if (attempt > 0 && context.signal.aborted) break;
    for (const [task, result] of await attemptAll(open, context)) results.set(task, result);
    open = open.filter((task) => results.get(task)?.failure !== undefined);
  }
  return results;
}

async function attemptAll(
  tasks: readonly Task[],
  { kubectl, asking, decide, messageOf, now }: TellContext,
): Promise<Map<Task, TaskResult>> {
  const results = new Map<Task, TaskResult>();
  const changes: Change[] = [];
  for (const [task, { present, failure }] of await readPresent(asking, tasks)) {
    if (failure !== undefined) {
      results.set(task, { failure });
      continue;
    }
    const step = decide(task, present);
    if (step.skipped === undefined) changes.push({ task, present, telling: step });
    else results.set(task, { step, present });
  }
  const events = changes.map((change) => {
    const message = messageOf(change.telling);
    return { change, message, event: eventOf(change.task, change.present, change.telling, message, now()) };
  });
  const unsent = await sendEvents(
    kubectl,
    events.map(({ event }) => event),
  );
  const told = events.filter(({ event }) => !unsent.has(event.metadata.name));
  const unwritten = await annotate(
    kubectl,
    told.map(({ change }) => change).filter(({ telling }) => telling.change !== 'none'),
  );
  for (const { change, message, event } of events) {
    const { task, present, telling } = change;
    const failure = unsent.get(event.metadata.name) ?? unwritten.get(task);
    results.set(task, failure === undefined ? { step: telling, present, message } : { failure });
  }
  return results;
}
