import * as z from 'zod';
import { Container } from './workload-state.ts';

/**
 * What is read of a live Notebook: the pod spec that its controller gives to its StatefulSet.
 * https://github.com/kubeflow/notebooks/blob/v1.11-branch/components/notebook-controller/api/v1/notebook_types.go
 */
export const NotebookState = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.object({ template: z.object({ spec: z.object({ containers: z.array(Container) }) }) }),
});
export type NotebookState = z.infer<typeof NotebookState>;
