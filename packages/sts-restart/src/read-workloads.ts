import { failed } from '@patch-notebook-sts/core/failure';
import type { Kubectl } from '@patch-notebook-sts/core/kubectl';
import { type Workload, workloadKey } from '@patch-notebook-sts/core/workload';
import * as z from 'zod';
import { nameLines } from './patch.ts';
import { WorkloadState } from './workload-state.ts';

/** kubectl prints one object as itself, several as a List. */
const Answer = z.union([z.object({ kind: z.literal('List'), items: z.array(WorkloadState) }), WorkloadState]);

/** Live workloads by `workloadKey`; with a `failure`, those that are missing may be there all the same. */
export interface ReadWorkloads {
  found: Map<string, WorkloadState>;
  failure?: string | undefined;
}

/** Reads workloads with one kubectl process. One that can't be read doesn't hide the others. */
export async function readWorkloads(
  kubectl: Kubectl,
  workloads: readonly Workload[],
): Promise<ReadWorkloads> {
  const { stdout, failure } = await kubectl(
    ['get', '-f', '-', '-o', 'json', '--ignore-not-found'],
    nameLines(workloads),
  );
  const found = new Map<string, WorkloadState>();
  for (const workload of parseWorkloads(stdout, failure)) {
    const { kind, metadata } = workload;
    found.set(workloadKey({ stsName: metadata.name, namespace: metadata.namespace, kind }), workload);
  }
  return { found, failure };
}

/** kubectl says nothing at all of no objects; a torn answer counts as a failed one. */
function parseWorkloads(text: string, failure: string | undefined): WorkloadState[] {
  if (text.trim() === '') return [];
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    if (failure !== undefined) return [];
    throw failed(`kubectl get: its answer is not whole (${text.length} characters)`);
  }
  const answer = Answer.safeParse(json);
  if (!answer.success) {
    const issue = answer.error.issues[0];
    throw failed(`kubectl get: unexpected answer: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  return 'items' in answer.data ? answer.data.items : [answer.data];
}
