import { registryFor as anyRegistryFor, run } from '@patch-notebook-sts/testbed/commands';
import type { Registry, RegistryOptions } from '@patch-notebook-sts/testbed/registry/registry';
import type { Test } from 'tap';
import type { PromoteRow } from './rows/promote-row.ts';

/** The result of a run of the built command. */
export interface Run {
  code: number | string;
  rows: PromoteRow[];
  stdout: string;
  stderr: string;
}

export const rowsOf = (stdout: string): PromoteRow[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** A registry that is closed after the test, and the built command, which reaches it under any host's name. */
export async function registryFor(
  t: Test,
  options?: RegistryOptions,
): Promise<{
  registry: Registry;
  folder: string;
  env: Record<string, string>;
  promote: (args: readonly string[], env?: object) => Promise<Run>;
}> {
  const setup = await anyRegistryFor(t, options);
  return {
    ...setup,
    promote: async (args, more = {}) => {
      const { code, stdout, stderr } = await run('tag-promote', args, { ...setup.env, ...more });
      return { code, rows: stdout.startsWith('{') ? rowsOf(stdout) : [], stdout, stderr };
    },
  };
}

/** An image that says when it was made and for which platform. */
export const image = (seed: string, created = '2026-11-01T00:00:00Z') => ({ seed, created });
