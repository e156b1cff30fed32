import { toolFailure } from '../failure.ts';
import type { Kubectl } from './kubectl.ts';
import { askAgain } from './retry.ts';

/** A right that a run needs, in some namespaces. */
export interface Right {
  verb: string;
  /** As kubectl names it: `pods`, `statefulsets.apps`. */
  resource: string;
  /** None: in the whole cluster. */
  namespaces: Iterable<string>;
}

/** A right in one namespace, or in all of them. */
interface Question extends Pick<Right, 'verb' | 'resource'> {
  namespace?: string;
}

/**
 * Asks the API server, before anything is changed, for all rights: in the whole cluster, or else in each namespace. A
 * missing one is a Failure (exit 1) that names it.
 * @param consequence what has not happened: `nothing was restarted`
 */
export async function requireRights(
  kubectl: Kubectl,
  rights: readonly Right[],
  consequence: string,
  signal: AbortSignal,
): Promise<void> {
  const require = ({ verb, resource, namespace }: Question, allowed: boolean | undefined) => {
    if (allowed) return;
    const where = namespace === undefined ? 'in all namespaces' : `in namespace ${namespace}`;
    throw toolFailure(
      `not allowed to ${verb} ${resource} ${where}; ${consequence}. Grant this right to the account that runs it`,
    );
  };
  const everywhere = await review(kubectl, rights, signal);
  const narrower: Question[] = [];
  for (const [i, { verb, resource, namespaces }] of rights.entries()) {
    if (everywhere[i]) continue;
    const there = [...namespaces].map((namespace) => ({ verb, resource, namespace }));
    if (there.length === 0) require({ verb, resource }, false);
    narrower.push(...there);
  }
  const allowed = await review(kubectl, narrower, signal);
  for (const [i, question] of narrower.entries()) require(question, allowed[i]);
}

/**
 * Whether each is allowed. What `kubectl auth can-i` asks, but one kubectl asks it for all.
 * https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/
 */
async function review(
  kubectl: Kubectl,
  questions: readonly Question[],
  signal: AbortSignal,
): Promise<boolean[]> {
  if (questions.length === 0) return [];
  const input = questions.map((question) => `${JSON.stringify(reviewOf(question))}\n`).join('');
  const args = ['create', '--validate=false', '-f', '-', '-o', 'jsonpath={.status.allowed}{"\\n"}'];
  const { stdout, failure } = await askAgain(() => kubectl(args, { input }), signal);
  if (failure !== undefined) throw toolFailure(`cannot ask for rights: ${failure}`);
  const answers = stdout.split('\n').filter(Boolean);
  if (answers.length !== questions.length)
    throw toolFailure(`cannot ask for rights: ${answers.length} answers to ${questions.length} questions`);
  return answers.map((answer) => answer === 'true');
}

function reviewOf({ verb, resource, namespace }: Question): object {
  const [plural, ...group] = resource.split('.');
  const attributes = { verb, group: group.join('.'), resource: plural, namespace };
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: attributes },
  };
}
