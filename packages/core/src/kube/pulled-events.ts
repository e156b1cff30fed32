import * as z from 'zod';
import { readDuration } from '../text/duration.ts';
import type { Kubectl } from './kubectl.ts';
import { listObjects } from './list-objects.ts';
import { collectionPath, EVENT } from './resource.ts';

/** What an Event says of an image that a pod's node got. */
export interface Pulled {
  /** The node had the image already, and asked nobody. */
  present: boolean;
  /** How long it took with waiting, in milliseconds. */
  ms?: number;
  /** The image's size, which only newer kubelets tell. */
  bytes?: number;
}

/** The same, and of which pod. */
export interface PulledEvent extends Pulled {
  pod: { name: string; uid?: string | undefined };
}

const Event = z.object({
  involvedObject: z.object({ name: z.string(), uid: z.string().optional() }),
  message: z.string().optional(),
});

const PRESENT = / already present on machine$/;
const PULLED =
  /^Successfully pulled image .* in (?<took>\S+)(?: \((?<all>\S+) including waiting\))?(?:\. Image size: (?<bytes>\d+) bytes)?/;

/**
 * What a kubelet reports in an Event of the reason `Pulled`; undefined for other words.
 * https://github.com/kubernetes/kubernetes/blob/release-1.34/pkg/kubelet/images/image_manager.go
 */
export function parsePulled(message: string): Pulled | undefined {
  if (PRESENT.test(message)) return { present: true };
  const { took, all = took, bytes } = PULLED.exec(message)?.groups ?? {};
  if (all === undefined) return undefined;
  const ms = readDuration(all);
  return {
    present: false,
    ...(ms === undefined ? {} : { ms }),
    ...(bytes === undefined ? {} : { bytes: Number(bytes) }),
  };
}

/**
 * The Events about pulled images in some namespaces. They are kept for an hour, and come seconds after what they tell.
 * They add figures and decide nothing: where they can't be read there are none.
 */
export async function readPulledEvents(
  kubectl: Kubectl,
  namespaces: Iterable<string | undefined>,
): Promise<PulledEvent[]> {
  const found: PulledEvent[] = [];
  for (const namespace of new Set(namespaces)) {
    const request = { path: collectionPath(EVENT, namespace), fieldSelector: 'reason=Pulled', item: Event };
    for (const { involvedObject, message = '' } of await listObjects(kubectl, request, same).catch(
      () => [],
    )) {
      const pulled = parsePulled(message);
      const { name, uid } = involvedObject;
      if (pulled !== undefined) found.push({ ...pulled, pod: { name, uid } });
    }
  }
  return found;
}

const same = <T>(event: T): T => event;
