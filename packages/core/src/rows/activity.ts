import type { NotebookFacts } from './notebook-facts.ts';

/**
 * Server types for which silence says nothing: code-server (group-one) and RStudio (group-two). The culler polls only
 * Jupyter's /api/kernels, so people who work there look idle: https://github.com/kubeflow/kubeflow/issues/6920
 */
const UNWATCHED = new Set(['group-one', 'group-two']);

export interface Activity {
  state: 'idle' | 'busy' | 'unknown';
  /** Why, as the end of a sentence. */
  reason: string;
}

/**
 * Whether somebody may be at work in a notebook. A recent sign of life counts for every server type, and one in the
 * future does too, because some clock is wrong then.
 *
 * @param idleForMs how long ago a last activity has to be, in milliseconds
 * @param now milliseconds since the epoch
 */
export function judgeActivity(notebook: NotebookFacts | undefined, idleForMs: number, now: number): Activity {
  if (notebook === undefined)
    return { state: 'unknown', reason: 'nothing is known about a notebook and its activity' };
  const { lastActivity, serverType = '' } = notebook;
  if (typeof lastActivity === 'string' && now - Date.parse(lastActivity) < idleForMs)
    return { state: 'busy', reason: `its notebook was active at ${lastActivity}` };
  if (UNWATCHED.has(serverType))
    return { state: 'unknown', reason: `nobody watches the activity of server type ${serverType}` };
  if (typeof lastActivity !== 'string')
    return { state: 'unknown', reason: "its notebook doesn't say when it was last active" };
  return { state: 'idle', reason: `its notebook was last active at ${lastActivity}` };
}
