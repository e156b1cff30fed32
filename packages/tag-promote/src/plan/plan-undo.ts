import type { Readable } from 'node:stream';
import { badInput, oneLineMessage } from '@patch-notebook-sts/core/failure';
import { formatLocation, readRows } from '@patch-notebook-sts/core/io/read-rows';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import type { Tags } from '../move/tags.ts';
import { PromoteRow } from '../rows/promote-row.ts';
import type { Planned } from './planned.ts';
import { whyNotCopied } from './why-not-copied.ts';

/** Outcomes after which a tag may be where the row says; a run that was killed leaves only the plan. */
const UNDONE = new Set<PromoteRow['outcome']>(['planned', 'promoted', 'failed']);

/** The rows of an earlier run that may have moved a tag. Two of one tag are refused (exit 3). */
export async function readUndo(file: string, stdin: Readable): Promise<PromoteRow[]> {
  const rows = new Map<string, PromoteRow>();
  for await (const some of readRows(file, stdin, PromoteRow))
    for (const located of some) {
      const { row } = located;
      const name = `${row.repository}:${row.tag}`;
      if ((!UNDONE.has(row.outcome) && row.written === undefined) || row.from === row.to) continue;
      if (rows.has(name)) throw badInput(`${formatLocation(located)}: a second row of ${name}`);
      rows.set(name, { ...row, to: row.written ?? row.to });
    }
  return [...rows.values()];
}

/** Another tag that points to a digest. Only where tags are copied does it have to be found. */
async function tagOf(
  { repository, source, backup }: PromoteRow,
  digest: string,
  tags: Tags,
): Promise<string | undefined> {
  if (tags.copied === undefined) return source;
  for (const tag of backup === null ? [source] : [backup, source])
    if ((await tags.copied(repository, tag)) === digest) return tag;
  return undefined;
}

/** Artifactory copies tags, and keeps an image only as long as it has one. */
function whyNoTag({ source, tag, backup, from: to }: PromoteRow): string {
  if (to === null)
    return `${tag} may be the last tag of the image, which Artifactory deletes with it: ${source} doesn't point there any more`;
  const names = backup === null ? `${source} doesn't` : `${backup} and ${source} don't`;
  return `Artifactory copies tags, and ${names} point to ${shortDigest(to)}; --undo with --source registry brings it back`;
}

/** What brings a tag back to where it was. It must be where the row says that it was moved to. Reads only. */
export async function planUndo(undone: PromoteRow, tags: Tags): Promise<Planned> {
  const { repository, source, tag, from: to, to: from } = undone;
  const row: PromoteRow = { repository, source, tag, from, to, backup: null, outcome: 'planned' };
  try {
    const now = await tags.digestOf(repository, tag);
    if (now === to) return { row: { ...row, from: now, outcome: 'unchanged' } };
    if (now !== from) {
      const [is, was] = [now, from].map((digest) => (digest === null ? 'gone' : shortDigest(digest)));
      const reason = `${tag} is ${is}, not ${was}: somebody has moved it since`;
      return { row: { ...row, from: now, outcome: 'refused', reason } };
    }
    const elsewhere = from === null ? undefined : await whyNotCopied(repository, tag, from, tags);
    if (elsewhere !== undefined) return { row: { ...row, outcome: 'refused', reason: elsewhere } };
    const manifest = to === null ? null : await tags.manifest(repository, to);
    const other = await tagOf(undone, to ?? from ?? '', tags);
    if (other === undefined) return { row: { ...row, outcome: 'refused', reason: whyNoTag(undone) } };
    return { row, move: { repository, tag, from, to: manifest, source: other, backup: undefined } };
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    const isGone = error.code === 'not-found' && to !== null;
    const reason = isGone
      ? `${shortDigest(to)} is gone from the registry: there is nothing to go back to`
      : `${error.code}: ${oneLineMessage(error)}`;
    return { row: { ...row, outcome: isGone ? 'refused' : 'failed', reason } };
  }
}
