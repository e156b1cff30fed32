import type { Kubectl } from '@patch-notebook-sts/core/kubectl';
import type { RestartRow } from '@patch-notebook-sts/core/restart-row';
import { workloadKey } from '@patch-notebook-sts/core/workload';
import { groupByPatch, patchTargets, restartPatch } from './patch.ts';

/** What the server said to one workload's patch: undefined is success, else kubectl's own sentence. */
export type PatchResult = { row: RestartRow; failure: string | undefined };

/** What kubectl prints for each object that it patched; its default output leaves the namespace out. */
const PRINT_KEY = 'jsonpath={.metadata.namespace}/{.metadata.name}/{.kind}{"\\n"}';

/**
 * Restarts workloads with one kubectl process for each distinct patch, across namespaces. The failure of one
 * doesn't stop the others.
 * @param restartedAt RFC 3339
 */
export async function restartAll(
  kubectl: Kubectl,
  rows: readonly RestartRow[],
  restartedAt: string,
): Promise<PatchResult[]> {
  const results: PatchResult[] = [];
  for (const { digests, rows: group } of groupByPatch(rows)) {
    const patch = restartPatch(restartedAt, digests);
    const args = ['patch', '-f', '-', '--type=strategic', '-p', patch, '-o', PRINT_KEY];
    const { stdout, failure, stderr } = await kubectl(args, patchTargets(group));
    const patched = new Set(stdout.split('\n'));
    for (const row of group) {
      results.push({ row, failure: patched.has(workloadKey(row)) ? undefined : why(row, failure, stderr) });
    }
  }
  return results;
}

/** The sentence about one object among kubectl's: it names the object, but not its namespace. */
const why = (row: RestartRow, failure: string | undefined, stderr: string): string =>
  stderr.split('\n').find((line) => line.includes(`"${row.stsName}"`)) ??
  failure ??
  'kubectl ended without an error, and without naming it as patched';
