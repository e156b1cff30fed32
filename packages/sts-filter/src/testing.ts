import type { Located } from '@patch-notebook-sts/core/io/read-rows';

/** The row of `bob-singh/desk`, as stage 1 writes it. */
export const deskRow = {
  stsName: 'desk',
  namespace: 'bob-singh',
  pod: 'desk-0',
  image: { name: 'desk', image: 'sha256:4e55', imageID: `app@sha256:${'a'.repeat(64)}` },
  spec: { image: 'ghcr.io/org/app:v1', imagePullPolicy: 'Always' },
};

/** Rows as they come from a file, one at a time. */
export async function* located<T>(rows: readonly T[], file = '1.txt'): AsyncGenerator<Located<T>[]> {
  for (const [i, row] of rows.entries()) yield [{ row, file, line: i + 1 }];
}
