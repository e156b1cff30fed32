/** Annotations by which people and the commands talk to each other through the cluster. */

/** On a Notebook or on a namespace; `never` keeps its workloads from being restarted. */
export const RESTART = 'patch-notebook-sts/restart';

/**
 * On a pod template, and so on its pods: for what a workload was restarted last. Sorted `repository:tag@digest` in
 * Docker's normal form, separated by commas.
 */
export const DIGESTS = 'patch-notebook-sts/digests';

/**
 * On a Notebook: when its images or pull policies were changed last, RFC 3339. A key with `notebook` in it is one that
 * the notebook controller never copies to the pods.
 * https://github.com/kubeflow/notebooks/blob/v1.11-branch/components/notebook-controller/controllers/notebook_controller.go (generateStatefulSet)
 */
export const CHANGED_AT = 'patch-notebook-sts/changed-at';

/**
 * On a Notebook: the announcement of its restart. When it may happen, for which digests (in the form of `DIGESTS`), and
 * since when its owner could know. RFC 3339. Their keys have `notebook` in them too, so that an announcement never reaches
 * the pod template: it would restart what it announces.
 */
export const PLANNED_FOR = 'patch-notebook-sts/planned-for';
export const PLANNED_DIGEST = 'patch-notebook-sts/planned-digest';
export const ANNOUNCED_AT = 'patch-notebook-sts/announced-at';

/** On a namespace: how the key of a workload's announcement begins; `announcement.ts` has the rest. */
export const PLANNED_WORKLOAD = 'patch-notebook-sts/planned.';
