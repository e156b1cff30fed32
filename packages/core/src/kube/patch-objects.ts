import type { Kubectl } from './kubectl.ts';
import { idOfObject, manifestLines, type ObjectRef, objectId } from './object-ref.ts';

/** What kubectl prints of each object that it has changed. */
const PRINT_CHANGED =
  'jsonpath={.apiVersion} {.kind} {.metadata.namespace} {.metadata.name} {.metadata.generation}{"\\n"}';

/** Which objects were changed, by `objectId`, with the generation that each has since; and the failures of the others. */
export interface ChangeResult {
  changed: Map<string, { generation: number | undefined }>;
  failed: Map<string, string>;
}

/**
 * Sends one JSON patch to all objects that share it, with one kubectl process. One object's failure does not stop the
 * others. Of several failures in one call nobody can tell which object's sentence is which, because kubectl names no
 * namespace; patched alone, an object gets its own. Never throws for a failing server.
 */
export async function patchObjects(
  kubectl: Kubectl,
  patch: string,
  objects: readonly ObjectRef[],
): Promise<ChangeResult> {
  const args = ['patch', '-f', '-', '--type=json', '-p', patch, '-o', PRINT_CHANGED];
  const { stdout, failure } = await kubectl(args, { input: manifestLines(objects) });
  return changeResult(objects, stdout, failure);
}

/** What came of a call that printed the changed objects with `PRINT_CHANGED`. */
function changeResult(
  objects: readonly ObjectRef[],
  stdout: string,
  failure = 'kubectl ended without an error, and without naming it as changed',
): ChangeResult {
  const changed: ChangeResult['changed'] = new Map();
  for (const line of stdout.split('\n')) {
    const [apiVersion, kind, namespace, name, generation] = line.split(' ');
    if (apiVersion === undefined || kind === undefined || name === undefined) continue;
    const id = idOfObject({ apiVersion, kind, metadata: { namespace, name } });
    changed.set(id, { generation: generation ? Number(generation) : undefined });
  }
  const failed = objects.map(objectId).filter((id) => !changed.has(id));
  return { changed, failed: new Map(failed.map((id) => [id, failure])) };
}
