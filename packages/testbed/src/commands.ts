import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { type Registry, type RegistryOptions, startRegistry } from './registry/registry.ts';
import { startTestbed, type Testbed, type TestbedOptions } from './testbed.ts';

/** The repository's folder, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const AFTER = `${ROOT}fixtures/captures/after`;

/** How a process ended. */
export interface Ended {
  code: number | string;
  stdout: string;
  stderr: string;
}

/**
 * Runs a built command, or any program on PATH, as a user would, and waits for its end.
 * @param env added to the bare minimum; nothing of the tests' own environment reaches it but PATH
 */
export function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  stdin = '',
): Promise<Ended> {
  const PATH = `${ROOT}dist/bin:${process.env.PATH}`;
  return new Promise((resolve) => {
    const child = execFile(
      command,
      args,
      { cwd: ROOT, env: { PATH, ...env }, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => resolve({ code: error?.code ?? error?.signal ?? 0, stdout, stderr }),
    );
    // A command that refuses its arguments doesn't read them.
    child.stdin?.on('error', () => {});
    child.stdin?.end(stdin);
  });
}

/** A testbed that ends with the test, and a function that runs commands against it. */
export async function testbedFor(
  t: Test,
  options?: TestbedOptions,
): Promise<
  Testbed & {
    folder: string;
    run: (command: string, args: readonly string[], env?: object, stdin?: string) => Promise<Ended>;
  }
> {
  const testbed = await startTestbed(options);
  t.teardown(() => testbed.close());
  const folder = t.testdir({});
  const base = await testbed.environment(`${folder}/environment`);
  return {
    ...testbed,
    folder,
    run: (command, args, env = {}, stdin = '') => run(command, args, { ...base, ...env }, stdin),
  };
}

/** A registry that is closed after the test, and how a command reaches it under any host's name. */
export async function registryFor(
  t: Test,
  options?: RegistryOptions,
): Promise<{
  registry: Registry;
  /** Makes a command find every host at the registry, and keeps it from the developer's own logins. */
  env: Record<string, string>;
  /** An empty folder for the test, but for the certificate authority's file. */
  folder: string;
}> {
  const registry = await startRegistry(options);
  t.teardown(() => registry.close());
  const folder = t.testdir({});
  const authority = `${folder}/ca.pem`;
  writeFileSync(authority, registry.caPem);
  const env = {
    HOME: folder,
    HTTPS_PROXY: registry.proxyUrl,
    NO_PROXY: '127.0.0.1',
    NODE_EXTRA_CA_CERTS: authority,
    REQUESTS_CA_BUNDLE: authority,
  };
  return { registry, env, folder };
}
