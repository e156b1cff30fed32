import * as z from 'zod';

/** A moment as Kubernetes and Kubeflow write it: https://www.rfc-editor.org/rfc/rfc3339 */
export const Timestamp = z.iso.datetime({ offset: true }).max(64);

/** Characters of a fact. What is longer is cut, because any text at all stops a notebook. */
export const MAX_FACT = 256;

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
  stopped: z.string().max(MAX_FACT).nullish(),
  serverType: z.string().max(MAX_FACT).optional(),
});
export type NotebookFacts = z.infer<typeof NotebookFacts>;
