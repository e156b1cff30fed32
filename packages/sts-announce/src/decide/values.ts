import { changesOf } from '@patch-notebook-sts/core/rows/changes';
import type { OutcomeRow } from '@patch-notebook-sts/core/rows/outcome-row';
import { parseReference } from '@patch-notebook-sts/core/rows/reference';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import type { Present } from '../live/present.ts';

/** What a row changes: `rstudio:v1: sha256:b446… → sha256:b2bf…`. */
export const imagesOf = (row: RestartRow): string =>
  [
    ...new Set(
      changesOf(row).map(({ image, to, running, wanted }) => {
        const [before, after] = [shortDigest(running), shortDigest(wanted)];
        return to === image ? `${image}: ${before} → ${after}` : `${image} ${before} → ${to} ${after}`;
      }),
    ),
  ].join(', ');

/** What an outcome says that its restart was for. */
export const digestsOf = ({ digests = '' }: Pick<OutcomeRow, 'digests'>): string =>
  digests
    .split(',')
    .map((text) => {
      const { repository, tag = '', digest } = parseReference(text) ?? {};
      return repository === undefined ? text : `${repository}:${tag} ${shortDigest(digest)}`;
    })
    .join(', ');

/** The command by which an owner keeps a workload from restarting; without a Notebook, all those of its namespace. */
export function optOutCommand({ notebook }: Present, namespace: string): string {
  const object =
    notebook === undefined ? `namespace ${namespace}` : `notebook ${notebook.metadata.name} -n ${namespace}`;
  return `kubectl annotate ${object} patch-notebook-sts/restart=never`;
}
