import { toolFailure } from '@patch-notebook-sts/core/failure';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { parseAnswer } from '@patch-notebook-sts/core/kube/parse-answer';
import { readFailure, Unavailable } from '@patch-notebook-sts/core/kube/read-failure';
import { collectionPath, NAMESPACE } from '@patch-notebook-sts/core/kube/resource';
import { AnnotatedObject } from '@patch-notebook-sts/core/rows/annotated-object';

/** Reads one namespace. One that does not exist is a Failure (exit 1): a misspelt name must not look like an empty list. */
export async function readNamespace(kubectl: Kubectl, name: string): Promise<AnnotatedObject> {
  const path = `${collectionPath(NAMESPACE)}/${name}`;
  const { stdout, failure } = await kubectl(['get', '--raw', path]);
  if (failure === undefined) return parseAnswer(stdout, AnnotatedObject, `get ${path}`);
  const error = readFailure(`get ${path}`, failure);
  if (error instanceof Unavailable && error.why === 'not-found')
    throw toolFailure(`namespace "${name}" does not exist; see kubectl get namespaces`);
  throw error;
}
