import { isFinalPull, PULL_TRIED_AGAIN } from '@patch-notebook-sts/core/kube/pull-trouble';
import * as z from 'zod';

const Reason = z.object({ reason: z.string().optional(), message: z.string().optional() });

/** What is read of a pod that pulls. */
export const PullerPod = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string(), uid: z.string().optional() }),
  status: Reason.extend({
    phase: z.string().optional(),
    containerStatuses: z
      .array(
        z.object({
          imageID: z.string(),
          state: z
            .object({
              waiting: Reason.optional(),
              running: z.unknown().optional(),
              terminated: Reason.optional(),
            })
            .optional(),
        }),
      )
      .optional(),
  }).optional(),
});
export type PullerPod = z.infer<typeof PullerPod>;

/**
 * What a pod says about its image; `words` are the kubelet's.
 *
 * - `pulled`: it is on the node.
 * - `failing`: it could not be got; the kubelet tries again, unless that is `final`.
 * - `refused`: the node took no such pod, which says nothing about the image.
 * - `late`: the pod's own deadline has passed.
 * - `gone`: somebody has deleted the pod.
 */
export type Reading =
  | { state: 'pending'; words: string }
  | { state: 'pulled' }
  | { state: 'failing'; words: string; final: boolean }
  | { state: 'refused'; words: string }
  | { state: 'late'; words: string }
  | { state: 'gone' };

/**
 * Reasons of a waiting container that has its image already: the kubelet gets that first of all (`EnsureImageExists`).
 * https://github.com/kubernetes/kubernetes/blob/release-1.34/pkg/kubelet/kuberuntime/kuberuntime_container.go
 */
const AFTER_THE_PULL = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PreCreateHookError',
  'PreStartHookError',
  'PostStartHookError',
]);

/** Reasons beside those of `pull-trouble` that are about the image. */
const IMAGE_TROUBLE = new Set([...PULL_TRIED_AGAIN, 'ImageInspectError', 'SignatureValidationFailed']);

/** Reads the state of a pull from its pod: from container states, because an exit code says nothing about the image. */
export function readPuller({ status = {} }: PullerPod): Reading {
  const { phase = 'Pending', reason, message, containerStatuses: [container] = [] } = status;
  const { waiting, running, terminated } = container?.state ?? {};
  const said = [reason, message].filter(Boolean).join(': ');
  // A node whose disk is full deletes images too.
  if (reason === 'Evicted') return { state: 'refused', words: said };
  const wasStarted = running !== undefined || terminated !== undefined;
  if (wasStarted && container?.imageID !== '') return { state: 'pulled' };
  if (phase === 'Failed' || phase === 'Succeeded') {
    if (reason === 'DeadlineExceeded') return { state: 'late', words: said };
    if (reason !== undefined) return { state: 'refused', words: said };
    return { state: 'failing', words: 'its pod ended without a container', final: true };
  }
  const { reason: why = '', message: detail } = waiting ?? {};
  const words = [why, detail].filter(Boolean).join(': ');
  if (AFTER_THE_PULL.has(why)) return { state: 'pulled' };
  const final = isFinalPull(why, detail);
  if (final || IMAGE_TROUBLE.has(why)) return { state: 'failing', words, final };
  return { state: 'pending', words: words || 'its kubelet has not reported it yet' };
}
