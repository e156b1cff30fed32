/** The outcome of a row, and the reason that it has to have. */
export type Verdict = [outcome: string, reason: RegExp | undefined];

/**
 * What a restart has to be called in each recording of a real cluster.
 * @param wait the limit of the wait, in words, such as `10 min`
 */
export const verdicts = (wait: string): Record<string, Verdict> => ({
  plain: ['verified', undefined],
  'replicas-3': ['verified', undefined],
  'parallel-3': ['verified', undefined],
  'deployment-2': ['verified', undefined],
  'deployment-recreate': ['verified', undefined],
  daemonset: ['verified', undefined],
  'deployment-evicted-pod': ['verified', undefined],
  'min-ready-seconds': ['verified', undefined],
  'first-pull-fails-then-works': ['verified', undefined],
  'finalizer-then-freed': ['verified', undefined],
  'stubborn-30s-termination': ['verified', undefined],
  'pod-deleted-before': ['verified', undefined],
  'partition-2-of-3': ['verified', /pods below its partition 2 were not replaced/],
  'partition-all': ['restarted', /its partition is \d: a restart replaces no pod/],
  'on-delete': ['restarted', /its update strategy is OnDelete: a restart replaces no pod/],
  'deployment-paused': ['restarted', /its rollouts are paused/],
  'stopped-meanwhile': ['restarted', /it was scaled to 0 meanwhile/],
  'deleted-meanwhile': ['skipped', /it was deleted after its restart/],
  'restarted-again-meanwhile': ['restarted', /somebody has changed its template since/],
  'quota-forbids-the-new-pod': [
    'failed',
    new RegExp(
      `^not ready after ${wait}: it has no new pod yet: FailedCreate: create Pod nb-0 in StatefulSet nb failed error: .* exceeded quota: none`,
    ),
  ],
  'tag-gone': ['failed', /^container nb of pod nb-0: ErrImagePull: .*x509: certificate signed by unknown/],
  'crash-loop': ['failed', /^container nb of pod nb-0.*ended with Error, exit code 3/],
  'init-container-fails': ['failed', /^container setup of pod nb-0.*ended with Error, exit code 3/],
  'readiness-never': [
    'failed',
    new RegExp(`^not ready after ${wait}: pod nb-0 is from before the restart and not ready`),
  ],
});
