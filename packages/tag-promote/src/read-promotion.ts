import { refuseExtraArguments } from '@patch-notebook-sts/core/cli/option-values';
import { usageError } from '@patch-notebook-sts/core/failure';
import { isTag } from '@patch-notebook-sts/core/rows/reference';
import type { Promotion } from './plan/plan-promotion.ts';

/** What SOURCE and TARGET of the command line say; exit 2 where they can't be meant. */
export function readPromotion(args: readonly string[], backupSuffix: string): Promotion {
  const [source, tag] = args;
  if (source === undefined || tag === undefined)
    throw usageError('give SOURCE and TARGET, two tags; see tag-promote --help');
  refuseExtraArguments(2, args, 'tag-promote');
  for (const text of [source, tag, tag + backupSuffix])
    if (!isTag(text)) throw usageError(`"${text}" is not a tag`);
  if (source === tag || source === tag + backupSuffix)
    throw usageError(`${source} would be promoted to itself, or be overwritten by the backup`);
  return { source, tag, backupSuffix };
}
