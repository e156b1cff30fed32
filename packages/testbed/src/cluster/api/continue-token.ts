import { badRequest } from './status.ts';

/** Where a list goes on: after `start`, on the snapshot of `revision`; -1: on the present state. */
export interface ContinueToken {
  revision: number;
  start: string;
}

/** Writes a token as kube-apiserver does: the key that was last seen, plus NUL, so that the next one comes first. */
export function encodeContinue({ revision, start }: ContinueToken): string {
  const token = { v: 'meta.k8s.io/v1', rv: revision, start: `${start}\u0000` };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** @throws ApiError 400 for anything that is no token */
export function decodeContinue(text: string): ContinueToken {
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    const { v, rv, start } = token as Record<string, unknown>;
    if (v === 'meta.k8s.io/v1' && typeof rv === 'number' && typeof start === 'string') {
      return { revision: rv, start: start.replace(/\0$/, '') };
    }
  } catch {
    // answered below, like a token of another version
  }
  throw badRequest('continue key is not valid: encoded start key is malformed or of another version');
}
