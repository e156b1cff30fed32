import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, timeOf } from './measure.ts';

/** Makes the plan that restarts what is stale, in the file `plan`, and returns its lines. */
export async function planOf(
  plan: string,
  { folder, root }: Pick<Bench, 'folder' | 'root'>,
  env: Record<string, string | undefined>,
  repositories: readonly string[],
): Promise<string[]> {
  const bin = (name: string) => join(root, 'dist/bin', name);
  const [listed, images] = [join(folder, '1.txt'), join(folder, '2.txt')];
  const flags = repositories.flatMap((repository) => ['--image', repository]);
  await timeOf({ command: bin('sts-list'), args: ['--notebooks', 'never', '-o', listed], env });
  await timeOf({ command: bin('tag-digest'), args: ['v1', ...flags, '-o', images], env });
  await timeOf({ command: bin('sts-filter'), args: ['-o', plan, listed, images], env });
  return readFileSync(plan, 'utf8').trim().split('\n');
}
