import * as z from 'zod';

/** A moment as Kubernetes and Kubeflow write it: https://www.rfc-editor.org/rfc/rfc3339 */
export const Timestamp = z.iso.datetime({ offset: true });

/**
 * What a Kubeflow Notebook says about itself.
 *
 * - `lastActivity`: when the culler last saw a kernel at work; null where it doesn't say, or not in a readable form.
 * - `stopped`: the value of `kubeflow-resource-stopped`, which stops the notebook whatever it is; null where it runs.
 * - `serverType`: `jupyter`, `group-one` or `group-two`.
 *
 * https://github.com/kubeflow/notebooks/blob/v1.11-branch/components/notebook-controller/pkg/culler/culler.go
 */
export const NotebookFacts = z.looseObject({
  lastActivity: Timestamp.nullish(),
  stopped: z.string().nullish(),
  serverType: z.string().optional(),
});
export type NotebookFacts = z.infer<typeof NotebookFacts>;
