import { randomBytes } from 'node:crypto';
import type { Io } from '@patch-notebook-sts/core/cli/command';
import { oneLineMessage } from '@patch-notebook-sts/core/failure';
import { groupBy } from '@patch-notebook-sts/core/group-by';
import { createProgress } from '@patch-notebook-sts/core/io/progress';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { readPulledEvents } from '@patch-notebook-sts/core/kube/pulled-events';
import { requireRights } from '@patch-notebook-sts/core/kube/require-rights';
import { withRetries } from '@patch-notebook-sts/core/kube/retry';
import { type FlowResult, runFlow } from './flow/run-flow.ts';
import { initialState, type Policy } from './flow/state.ts';
import type { Pull, PullerPlace } from './plan/plan.ts';
import { podName } from './puller/manifest.ts';
import { removePullers } from './puller/remove.ts';
import { type PullRow, pullRow } from './report/pull-row.ts';

/** The result of a run, and its rows. */
export interface ExecuteResult extends FlowResult {
  rows: PullRow[];
}

/**
 * Pulls what a plan names: asks for the rights, deletes what a killed run has left, and pulls. The pods stay, because a
 * node forgets an image first that no pod uses; those of a run that ended early are deleted, because nothing will
 * restart.
 */
export async function execute(
  pulls: readonly Pull[],
  { place, policy, quiet }: { place: PullerPlace; policy: Policy; quiet: boolean | undefined },
  kubectl: Kubectl,
  { log, signal, stderr }: Io,
): Promise<ExecuteResult> {
  const asking = withRetries(kubectl, signal);
  const namespaces = [...new Set(pulls.map(({ namespace }) => namespace))];
  const only = place === 'in-workload-namespace' ? undefined : place.namespace;
  const run = randomBytes(4).toString('hex');
  const sweep = async () => {
    const left = await removePullers(kubectl, only, { except: run }, signal);
    if (left > 0) log.info(`deleted ${left} pods that an earlier run has left`);
  };
  if (pulls.length === 0) {
    // A run that has nothing to do doesn't fail because of what another has left.
    await sweep().catch((error: unknown) => log.info(oneLineMessage(error)));
    return { results: new Map(), rows: [], stopped: undefined };
  }
  const right = (verb: string, namespaces: readonly string[]) => ({ verb, resource: 'pods', namespaces });
  const watched = only === undefined ? [] : [only];
  await requireRights(
    kubectl,
    [
      ...['list', 'watch'].map((verb) => right(verb, watched)),
      ...['create', 'delete'].map((verb) => right(verb, namespaces)),
    ],
    'nothing was pulled',
    signal,
  );
  await sweep();
  const progress = createProgress(stderr, 'pulls', quiet);
  const flow = await runFlow(initialState(pulls, policy), {
    kubectl,
    asking,
    log,
    signal,
    run,
    onProgress: progress.update,
  });
  progress.end();
  if (flow.stopped !== undefined) {
    // Whatever comes of that, what became of the pulls is still to be written.
    await removePullers(kubectl, only, { of: run }).catch((error: unknown) =>
      log.error(`${oneLineMessage(error)}; image-prepull clean deletes them later`),
    );
  }
  const events = await readPulledEvents(kubectl, namespaces);
  const byPod = groupBy(events, ({ pod }) => pod.name);
  const rows = pulls.map((pull) => pullRow(pull, flow.results.get(pull), byPod.get(podName(pull, run))));
  return { ...flow, rows };
}
