import { Timestamp } from '@patch-notebook-sts/core/notebook-facts';
import * as z from 'zod';

const Running = z.object({ running: z.object({ startedAt: Timestamp }) });

/**
 * Since when a container runs, by the `state` of its status: RFC 3339. Undefined where it doesn't run or doesn't say;
 * the status stands verbatim in its row, and no part of it that is odd makes the row a bad one.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ContainerState
 */
export const runningSince = (state: unknown): string | undefined =>
  Running.safeParse(state).data?.running.startedAt;
