import { parseReference } from '@patch-notebook-sts/core/rows/reference';

/** A reference that says which version it wants. */
export interface ExplicitReference {
  /** In normal form. */
  repository: string;
  /** The repository as the text spells it. */
  name: string;
  tag?: string;
  digest?: string;
}

/** Reads a text that as a whole is a reference with a tag or a digest; one without both is undefined. */
export function explicitReference(text: string): ExplicitReference | undefined {
  const reference = parseReference(text);
  if (reference === undefined) return undefined;
  const { repository, tag, digest } = reference;
  const [rest = ''] = text.split('@', 1);
  const colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
  if (colon < 0 && digest === undefined) return undefined;
  return {
    repository,
    name: colon < 0 ? rest : rest.slice(0, colon),
    ...(colon < 0 ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The repository that a text names without tag and digest, in normal form. */
export function bareRepository(text: string): string | undefined {
  return explicitReference(text) === undefined ? parseReference(text)?.repository : undefined;
}
