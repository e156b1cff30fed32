import { toolFailure } from '@patch-notebook-sts/core/failure';
import { LabelName } from '@patch-notebook-sts/core/kube/kube-names';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { manifestLines } from '@patch-notebook-sts/core/kube/object-ref';
import { POD } from '@patch-notebook-sts/core/kube/resource';

/**
 * The namespace in which kubectl would make a pod: that of the current context, or within a cluster that of the service
 * account. kubectl names it in the objects of a dry run, and nowhere else for both.
 */
export async function currentNamespace(kubectl: Kubectl): Promise<string> {
  const print = ['-o', 'jsonpath={.metadata.namespace}'];
  const { stdout, failure } = await kubectl(
    ['create', '-f', '-', '--dry-run=client', '--validate=false', ...print],
    { input: manifestLines([{ resource: POD, name: 'none' }]) },
  );
  if (failure === undefined && LabelName.safeParse(stdout).success) return stdout;
  throw toolFailure(
    `cannot find the namespace of the current context: ${failure ?? `kubectl printed "${stdout}"`}; give --namespace-of-pullers`,
  );
}
