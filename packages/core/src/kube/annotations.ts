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
