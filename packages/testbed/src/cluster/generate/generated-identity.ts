import { createHash } from 'node:crypto';

/** When all generated objects were created. */
export const STARTED = '2026-11-20T12:00:00Z';

/** The identity of a generated object, the same for the same index each time. */
export function identity(kind: string, namespace: string, name: string, index: number) {
  return {
    name,
    namespace,
    uid: uid(kind, index),
    resourceVersion: String(1000 + index),
    creationTimestamp: STARTED,
  };
}

function uid(kind: string, index: number): string {
  const hex = hash(`${kind}/${index}`);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** 64 hex digits. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
