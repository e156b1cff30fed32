import type { Container, Pod } from '../api/objects.ts';
import type { ImageFacts } from './image-facts.ts';

/** How a container ended. */
export interface Exit {
  exitCode: number;
  reason: string;
  message?: string;
}

/** How a container ends as soon as it is started; undefined for one that runs on. */
export function exitOf(
  { command }: Container,
  { spec }: Pod,
  role: 'init' | 'main',
  { programs, breakage }: ImageFacts,
): Exit | undefined {
  const program = command?.[0];
  if (program !== undefined && programs && !programs.includes(program)) {
    const message =
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
      `unable to start container process: exec: "${program}": executable file not found in $PATH: unknown`;
    return { exitCode: 128, reason: 'StartError', message };
  }
  if (breakage === 'crash-loop') return { exitCode: 1, reason: 'Error' };
  const hasEnd = role === 'init' || (spec.restartPolicy === 'Never' && program !== undefined);
  return hasEnd ? { exitCode: 0, reason: 'Completed' } : undefined;
}

/** Why a container can't be made of its image, if it can't. https://kubernetes.io/docs/tasks/configure-pod-container/security-context/ */
export function whyNotCreated(container: Container, pod: Pod, { isRoot }: ImageFacts): string | undefined {
  const { runAsNonRoot, runAsUser } = { ...pod.spec.securityContext, ...container.securityContext };
  if (!isRoot || !runAsNonRoot || runAsUser) return undefined;
  const { name, namespace, uid } = pod.metadata;
  const where = `(pod: "${name}_${namespace}(${uid})", container: ${container.name})`;
  return `container has runAsNonRoot and image will run as root ${where}`;
}
