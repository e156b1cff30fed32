import { oneLineMessage } from '@patch-notebook-sts/core/failure';
import type { Manifest } from '@patch-notebook-sts/core/registry/read-manifest';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import type { PromoteRow } from '../rows/promote-row.ts';
import type { Tags, WriteFailure } from './tags.ts';

/** A tag that is to point to something else, or to nothing. */
export interface Move {
  repository: string;
  tag: string;
  /** Where it points now; null where it is not there. */
  from: string | null;
  /** What it is to point to; null: the tag is removed. */
  to: Manifest | null;
  /** Another tag that points to `to`, to be copied; or to `from` where `to` is null, so that the image keeps a tag. */
  source: string;
  /** The tag that keeps a name for `from`; undefined where nothing is to be kept. */
  backup: string | undefined;
}

/** How a move ended. */
export type Ended = Pick<PromoteRow, 'outcome' | 'reason' | 'written'>;

/** Tries to write; the registry itself says how long to wait between them. */
const TRIES = 3;

/**
 * Moves a tag from where it is known to point. Registries have no way to compare and write in one step, so the tag is
 * looked at just before and just after: whoever moves it in between is overwritten without a trace, and that time is one
 * round trip. https://github.com/opencontainers/distribution-spec/issues/250
 */
export async function moveTag(move: Move, tags: Tags): Promise<Ended> {
  try {
    return (await keepBackup(move, tags)) ?? (await writeTag(move, tags));
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    return { outcome: 'failed', reason: oneLineMessage(error) };
  }
}

/** Gives the old digest another name: a registry may purge what no tag names. @returns why nothing may be moved */
async function keepBackup({ repository, tag, from, backup }: Move, tags: Tags): Promise<Ended | undefined> {
  if (from === null || backup === undefined) return undefined;
  if ((await tags.digestOf(repository, backup)) === from) return undefined;
  const manifest = await tags.manifest(repository, from);
  const moved = await sourceMoved(repository, tag, from, tags);
  if (moved !== undefined) return moved;
  const failure = await tags.put(repository, backup, manifest, tag);
  const after = await tags.digestOf(repository, backup);
  if (after === from) return undefined;
  if ((await sourceMoved(repository, tag, from, tags)) !== undefined) {
    const reason = `${tag} was moved while it was copied to ${backup} (${points(after)}); ${tag} was not written`;
    return { outcome: 'lost-race', reason };
  }
  const why = failure?.reason ?? 'the registry took it, but the tag does not point there';
  return { outcome: 'failed', reason: `nothing was moved, because the tag ${backup} was not made: ${why}` };
}

async function writeTag(move: Move, tags: Tags): Promise<Ended> {
  const { repository, tag, from, to, source } = move;
  const wanted = to?.digest ?? null;
  let failure: WriteFailure | undefined;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    // Both at the same time, because each has to be as late as can be.
    const [before, moved] = await Promise.all([
      tags.digestOf(repository, tag),
      sourceMoved(repository, source, to?.digest ?? from, tags),
    ]);
    if (before === wanted) {
      return tries > 1
        ? { outcome: 'promoted' }
        : { outcome: 'unchanged', reason: 'somebody else has done it meanwhile' };
    }
    // A try that got no answer may have written.
    if (before !== from && tries > 1) break;
    if (before !== from)
      return { outcome: 'lost-race', reason: `${points(before)} by now; nothing was written` };
    if (moved !== undefined) return moved;
    failure = to === null ? await tags.remove(repository, tag) : await tags.put(repository, tag, to, source);
    if (!failure?.mayPass) break;
  }
  return judge(move, failure, tags);
}

/** Looks where the tag points after it was written. */
async function judge(move: Move, failure: WriteFailure | undefined, tags: Tags): Promise<Ended> {
  const { repository, tag, from, to, source, backup } = move;
  const after = await tags.digestOf(repository, tag);
  if (after === (to?.digest ?? null)) {
    // Some registries take a tag for what it points to.
    if (to === null && from !== null && !(await isThere(repository, from, tags)))
      return {
        outcome: 'failed',
        reason: `the registry deleted the image ${shortDigest(from)} with its tag`,
      };
    return { outcome: 'promoted' };
  }
  if (after === from && failure !== undefined) {
    // A registry that can't delete a tag alone has changed nothing.
    const outcome = to === null && !failure.mayPass ? 'refused' : 'failed';
    return { outcome, reason: failure.reason };
  }
  const isCopy = to !== null && after !== null && (await tags.copied?.(repository, source)) === after;
  if (isCopy && after === from) {
    const reason = `${source} was moved to ${shortDigest(after)} while it was copied, so ${tag} is as it was before`;
    return { outcome: 'lost-race', reason };
  }
  if (isCopy) {
    const undo =
      from === null || backup !== undefined
        ? '--undo brings it back'
        : '--undo with --source registry may bring it back';
    const reason = `${points(after)}: ${source} was moved while it was copied; ${undo}`;
    return { outcome: 'lost-race', reason, written: after };
  }
  if (after === from) {
    const reason =
      'the registry says that it moved the tag, but it did not, or somebody moved it back at once';
    return { outcome: 'failed', reason };
  }
  return { outcome: 'lost-race', reason: `${points(after)}: somebody moved it at the same time` };
}

/** Whether the tag that would be copied, or that keeps the image, points elsewhere by now. */
async function sourceMoved(
  repository: string,
  source: string,
  digest: string | null,
  tags: Tags,
): Promise<Ended | undefined> {
  if (tags.copied === undefined) return undefined;
  const now = await tags.copied(repository, source);
  if (now === digest) return undefined;
  const reason = `${source} ${now === null ? 'is gone' : `points to ${shortDigest(now)}`} by now; nothing was written`;
  return { outcome: 'lost-race', reason };
}

const points = (digest: string | null): string =>
  digest === null ? 'the tag is gone' : `the tag points to ${shortDigest(digest)}`;

const isThere = async (repository: string, digest: string, tags: Tags): Promise<boolean> =>
  (await tags.digestOf(repository, digest)) !== null;
