import * as z from 'zod';
import { RESTART } from '../kube/annotations.ts';
import { MAX_FACT, type NotebookFacts, Timestamp } from './notebook-facts.ts';

// https://github.com/kubeflow/notebooks/blob/v1.11-branch/components/notebook-controller/pkg/culler/culler.go
const LAST_ACTIVITY = 'notebooks.kubeflow.org/last-activity';
const STOPPED = 'kubeflow-resource-stopped';
const SERVER_TYPE = 'notebooks.kubeflow.org/server-type';

/**
 * What is read of a Notebook or a namespace: its name and what is noted on it. Other annotations are kept, because the keys of
 * announcements on a namespace depend on its workloads.
 */
export const AnnotatedObject = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string().optional(),
    annotations: z
      .looseObject({
        [RESTART]: z.string().optional(),
        [LAST_ACTIVITY]: z.string().optional(),
        [STOPPED]: z.string().optional(),
        [SERVER_TYPE]: z.string().optional(),
      })
      .optional(),
  }),
});
export type AnnotatedObject = z.infer<typeof AnnotatedObject>;

/** Whether its annotation asks for no restarts. Only the word `never` does. */
export const optsOut = ({ metadata }: AnnotatedObject): boolean =>
  metadata.annotations?.[RESTART] === 'never';

/**
 * A Notebook's facts. A last activity that is no timestamp is unknown (null). Anything at all in
 * `kubeflow-resource-stopped` stops a notebook, so that value stays as it is, but for its end where it is long.
 */
export function notebookFacts({ metadata: { annotations = {} } }: AnnotatedObject): NotebookFacts {
  const lastActivity = Timestamp.safeParse(annotations[LAST_ACTIVITY]);
  const serverType = annotations[SERVER_TYPE];
  return {
    lastActivity: lastActivity.success ? lastActivity.data : null,
    stopped: annotations[STOPPED]?.slice(0, MAX_FACT) ?? null,
    ...(serverType === undefined ? {} : { serverType: serverType.slice(0, MAX_FACT) }),
  };
}
