/** kubectl's own options that every command running kubectl passes through. */
export const kubectlOptions = {
  kubeconfig: { type: 'string', describe: 'path of the kubeconfig file' },
  context: {
    type: 'string',
    describe: 'context in the kubeconfig',
    suggest: 'kubectl config get-contexts --output=name',
  },
  cluster: {
    type: 'string',
    describe: 'cluster in the kubeconfig',
    suggest: 'kubectl config get-clusters | tail -n +2',
  },
  as: { type: 'string', describe: 'user to impersonate' },
  'as-group': { type: 'array', string: true, describe: 'group to impersonate (repeatable)' },
  'request-timeout': { type: 'string', describe: 'timeout of a single request, such as 30s' },
} as const;

/** What completions offer as a namespace. Nobody waits longer for them than this. */
export const SUGGEST_NAMESPACES = 'kubectl get namespaces --request-timeout=3s --output=name | cut -d / -f 2';

/** `--namespace` of the commands that read rows of workloads. */
export const rowNamespaceOption = {
  type: 'string',
  alias: 'n',
  describe: 'namespace for rows that have none',
  suggest: SUGGEST_NAMESPACES,
} as const;

/** The values of `kubectlOptions`, as yargs gives them. */
export type KubectlOptions = {
  [Option in keyof typeof kubectlOptions]?: string | string[] | undefined;
};

/** kubectl's options on its command line, one word each, so that no value is taken for an option: `--context=prod`. */
export function kubectlFlags(options: KubectlOptions): string[] {
  return Object.keys(kubectlOptions).flatMap((option) =>
    [options[option as keyof KubectlOptions] ?? []].flat().map((value) => `--${option}=${value}`),
  );
}
