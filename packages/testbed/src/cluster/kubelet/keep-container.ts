import { randomBytes } from 'node:crypto';
import type { Container, Terminated } from '../api/objects.ts';
import { backOff, goDuration } from './back-off.ts';
import type { ContainerState } from './container-run.ts';
import { type Exit, exitOf } from './container-start.ts';
import type { NodeImage, NodeImages } from './node-images.ts';
import { obtainImage } from './obtain-image.ts';
import type { PodProgress } from './pod-progress.ts';
import { unhealthy } from './probe.ts';

/** The first wait before a container that ended is started again; Kubernetes has no option for it. */
const CRASH_BACKOFF_MS = 10_000;

/** What the worker of a pod gives to each of its containers. */
export interface ContainerParts {
  progress: PodProgress;
  node: NodeImages;
  container: Container;
  role: 'init' | 'main';
  /** Resolves when a pod that has no readiness probe is up. */
  up: () => Promise<void>;
}

/**
 * Starts a container, and starts it again when it ends, as its pod's restart policy says.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 *
 * @returns resolves when it is ready, or has ended and is not to be started again; that it failed for good is no end
 */
export async function keepContainer(parts: ContainerParts): Promise<void> {
  const { progress, node, container, role, up } = parts;
  const { restartPolicy = 'Always' } = progress.pod.spec;
  for (let failures = 0; !isDone(parts); failures++) {
    const image = await obtainImage(progress, node, container);
    const facts = progress.parts.book.get(image.digest);
    const exit = exitOf(container, progress.pod, role, facts);
    const isNeverReady =
      facts.breakage === 'never-ready' || progress.readyDelayMs === Number.POSITIVE_INFINITY;
    const isProbed = container.readinessProbe !== undefined || isNeverReady;
    if (!exit && !isProbed) await up();
    start(parts, image, exit);
    if (!exit && !isProbed) setReady(parts);
    await progress.reported();
    if (!exit) return isProbed ? awaitProbe(parts, isNeverReady) : undefined;
    if (exit.exitCode === 0 && (role === 'init' || restartPolicy !== 'Always')) return;
    if (restartPolicy === 'Never') return new Promise(() => {});
    // the first restart is at once
    if (failures > 0) await holdRestart(parts, backOff(CRASH_BACKOFF_MS, failures - 1));
  }
}

/** Whether a container of a loaded pod needs nothing: it runs, or has done its work. */
function isDone({ progress, container, role }: ContainerParts): boolean {
  const { state } = progress.run(container.name);
  if (state.is === 'running') return true;
  return role === 'init' && state.is === 'terminated' && state.exitCode === 0;
}

function start({ progress, node, container }: ContainerParts, image: NodeImage, exit?: Exit): void {
  const { name } = container;
  const before = progress.run(name);
  const last = before.state.is === 'terminated' ? endOf(before.state) : before.last;
  progress.set(name, {
    state: { is: 'running', startedAt: progress.parts.store.now(), ready: false },
    restartCount: before.image ? before.restartCount + 1 : 0,
    image: {
      name: node.reportedName(container.image, image),
      imageID: `${image.repository}@${image.digest}`,
      containerID: `containerd://${randomBytes(32).toString('hex')}`,
    },
    ...(last && { last }),
  });
  progress.tell(name, { reason: 'Created', message: `Created container ${name}` });
  if (exit?.reason === 'StartError')
    progress.tell(name, { type: 'Warning', reason: 'Failed', message: `Error: ${exit.message}` });
  else progress.tell(name, { reason: 'Started', message: `Started container ${name}` });
  if (exit) progress.end(name, exit);
}

/** Keeps a container that ended once more from its next start. */
async function holdRestart({ progress, container: { name } }: ContainerParts, ms: number): Promise<void> {
  const run = progress.run(name);
  const last = run.state.is === 'terminated' ? endOf(run.state) : run.last;
  const { name: pod, namespace, uid } = progress.pod.metadata;
  const where = `${pod}_${namespace}(${uid})`;
  const message = `back-off ${goDuration(ms)} restarting failed container=${name} pod=${where}`;
  progress.set(name, { ...run, state: { is: 'waiting', reason: 'CrashLoopBackOff', message }, last });
  progress.tell(name, {
    type: 'Warning',
    reason: 'BackOff',
    message: `Back-off restarting failed container ${name} in pod ${where}`,
  });
  await progress.reported();
  await progress.pause(ms, 'retry');
}

/** Has a probed container become ready, or have its probe fail again and again. */
async function awaitProbe(parts: ContainerParts, isNeverReady: boolean): Promise<void> {
  const { progress, container, up } = parts;
  if (!isNeverReady) {
    await up();
    setReady(parts);
    return progress.reported();
  }
  const { name, readinessProbe } = container;
  while (readinessProbe) {
    const message = unhealthy(readinessProbe, progress.podIP);
    progress.tell(name, { type: 'Warning', reason: 'Unhealthy', message });
    await progress.pause((readinessProbe.periodSeconds ?? 10) * 1000, 'retry');
  }
}

function setReady({ progress, container: { name } }: ContainerParts): void {
  const run = progress.run(name);
  if (run.state.is === 'running') progress.set(name, { ...run, state: { ...run.state, ready: true } });
}

function endOf({ is: _, ...terminated }: Extract<ContainerState, { is: 'terminated' }>): Terminated {
  return terminated;
}
