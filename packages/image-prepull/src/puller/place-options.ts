import { namespaceName, words } from '@patch-notebook-sts/core/cli/option-values';
import { usageError } from '@patch-notebook-sts/core/failure';
import { ObjectName } from '@patch-notebook-sts/core/kube/kube-names';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import type { PullerPlace } from '../plan/plan.ts';
import { currentNamespace } from './namespace.ts';

/** The options that say where the pods that pull are made. */
export const placeOptions = {
  'namespace-of-pullers': {
    type: 'string',
    describe:
      'where the pods that pull are made; default: the namespace of the current context or service account',
    conflicts: 'in-workload-namespace',
  },
  'pull-secret': {
    type: 'array',
    string: true,
    describe: 'pull secret in that namespace (repeatable)',
    conflicts: 'in-workload-namespace',
  },
  'in-workload-namespace': {
    type: 'boolean',
    describe: "make them in the workload's namespace instead, with its pull secrets",
  },
} as const;

export interface PlaceOptions {
  'namespace-of-pullers'?: string | undefined;
  'pull-secret'?: string[] | undefined;
  'in-workload-namespace'?: boolean | undefined;
}

/** What they say; kubectl is asked for the namespace where they don't. */
export async function readPlace(options: PlaceOptions, kubectl: Kubectl): Promise<PullerPlace> {
  if (options['in-workload-namespace']) return 'in-workload-namespace';
  const secrets = words(options['pull-secret']);
  for (const name of secrets)
    if (!ObjectName.safeParse(name).success)
      throw usageError(`--pull-secret: "${name}" is not a secret's name`);
  const given = options['namespace-of-pullers'];
  const namespace =
    given === undefined ? await currentNamespace(kubectl) : namespaceName(given, '--namespace-of-pullers');
  return { namespace, secrets };
}
