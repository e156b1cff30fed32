import { explicitReference } from '../places/explicit-reference.ts';
import type { Place, Value } from '../places/place.ts';
import type { OrReason, Target } from './targets.ts';

/** A value and the text that it is to have. */
export interface Edit {
  value: Value;
  to: string;
}

const PINNED = { reason: 'it is pinned by a digest; --to digest or tag@digest moves it' };

/** What a place's values have to be so that it names the target, those that stay included; or why that can't be. */
export function newValues({ values, digest }: Place, target: Target): OrReason<Edit[]> {
  const isTagOnly = target.form === 'tag' || target.form === 'alias';
  if (isTagOnly && digest !== undefined) return PINNED;
  const edits =
    'reference' in values
      ? [wholeReference(values.reference, target)]
      : parts(values.tag, values.digest, target);
  if (!Array.isArray(edits)) return edits;
  const trouble = edits.find(({ value }) => value.trouble !== undefined)?.value;
  return trouble === undefined ? edits : { reason: trouble.trouble ?? '' };
}

function wholeReference(value: Value, { form, tag, digest }: Target): Edit {
  const name = explicitReference(value.text)?.name ?? value.text;
  const version = {
    tag: `:${tag}`,
    alias: `:${tag}`,
    digest: `@${digest}`,
    'tag@digest': `:${tag}@${digest}`,
  };
  return { value, to: name + version[form] };
}

/** A digest goes to its own key, where there is one; behind the tag otherwise, as charts and kustomize join the two. */
function parts(tag: Value | undefined, digest: Value | undefined, target: Target): OrReason<Edit[]> {
  const toTag = tag === undefined ? [] : [{ value: tag, to: target.tag }];
  const toDigest = digest === undefined ? [] : [{ value: digest, to: target.digest }];
  switch (target.form) {
    case 'digest':
      return digest === undefined ? { reason: 'it has no key for a digest; use --to tag@digest' } : toDigest;
    case 'tag@digest':
      if (tag === undefined || digest !== undefined) return [...toTag, ...toDigest];
      return [{ value: tag, to: `${target.tag}@${target.digest}` }];
    default:
      return tag === undefined ? { reason: 'it has no key for a tag; use --to digest' } : toTag;
  }
}
