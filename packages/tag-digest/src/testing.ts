import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { registryFor as anyRegistryFor, run } from '@patch-notebook-sts/testbed/commands';
import type { Registry, RegistryOptions } from '@patch-notebook-sts/testbed/registry/registry';
import type { Test } from 'tap';

/** The result of a run of the built command. */
export interface Run {
  code: number | string;
  rows: ImageRow[];
  stdout: string;
  stderr: string;
}

/** A registry that is closed after the test, and the built command, which reaches it through the registry's proxy. */
export interface RegistrySetup {
  registry: Registry;
  /** Makes the command find every host at the registry, and keeps it from the developer's own logins. */
  env: Record<string, string>;
  /** An empty folder for the test. */
  folder: string;
  tagDigest(args: readonly string[], env?: Record<string, string>, stdin?: string): Promise<Run>;
}

export async function registryFor(t: Test, options?: RegistryOptions): Promise<RegistrySetup> {
  const setup = await anyRegistryFor(t, options);
  return {
    ...setup,
    tagDigest: async (args, more = {}, stdin = '') => {
      const { code, stdout, stderr } = await run('tag-digest', args, { ...setup.env, ...more }, stdin);
      return { code, rows: rowsOf(stdout), stdout, stderr };
    },
  };
}

function rowsOf(stdout: string): ImageRow[] {
  if (!stdout.startsWith('{')) return [];
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The entry of a docker config for a user and password. */
export const authEntry = (username: string, password: string): { auth: string } => ({
  auth: Buffer.from(`${username}:${password}`).toString('base64'),
});
