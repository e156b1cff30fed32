import { writeFileSync } from 'node:fs';
import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { run } from '@patch-notebook-sts/testbed/commands';
import {
  type Registry,
  type RegistryOptions,
  startRegistry,
} from '@patch-notebook-sts/testbed/registry/registry';
import type { Test } from 'tap';

/** How a run of the built command ended. */
export interface Run {
  code: number | string;
  rows: ImageRow[];
  stdout: string;
  stderr: string;
}

/** A registry that ends with the test, and the built command on its way to it through the registry's proxy. */
export interface Bench {
  registry: Registry;
  /** What the command needs to find any host there, and nobody's own login. */
  env: Record<string, string>;
  /** A folder of the test's own. */
  folder: string;
  tagDigest(args: readonly string[], env?: Record<string, string>, stdin?: string): Promise<Run>;
}

export async function benchFor(t: Test, options?: RegistryOptions): Promise<Bench> {
  const registry = await startRegistry(options);
  t.teardown(() => registry.close());
  const folder = t.testdir({});
  writeFileSync(`${folder}/ca.pem`, registry.caPem);
  const env = {
    HOME: folder,
    HTTPS_PROXY: registry.proxyUrl,
    NO_PROXY: '127.0.0.1',
    NODE_EXTRA_CA_CERTS: `${folder}/ca.pem`,
    REQUESTS_CA_BUNDLE: `${folder}/ca.pem`,
  };
  return {
    registry,
    env,
    folder,
    tagDigest: async (args, more = {}, stdin = '') => {
      const { code, stdout, stderr } = await run('tag-digest', args, { ...env, ...more }, stdin);
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

/** A docker config's entry for a user and password. */
export const authEntry = (username: string, password: string): { auth: string } => ({
  auth: Buffer.from(`${username}:${password}`).toString('base64'),
});
