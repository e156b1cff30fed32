import { type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { AFTER, ROOT, testbedFor } from '@patch-notebook-sts/testbed/commands';
import type { Test } from 'tap';

/** The chain. */
export const SCRIPT = `${ROOT}scripts/patch-notebook-sts.sh`;
export const IMAGES = `${ROOT}fixtures/images.txt`;
export const rows = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** A testbed with the recorded cluster, on which the chain finds three workloads to restart. */
export async function recorded(t: Test) {
  const testbed = await testbedFor(t);
  await testbed.loadCapture(AFTER);
  const workdir = `${testbed.folder}/work`;
  const chain = (args: string[] = [], env = {}) =>
    testbed.run(SCRIPT, args, { IMAGES, WORKDIR: workdir, ...env });
  const file = (name: string) => readFileSync(`${workdir}/${name}`, 'utf8');
  const patches = () => testbed.cluster.requests.filter(({ method }) => method === 'PATCH');
  const env = {
    ...(await testbed.environment(`${testbed.folder}/environment`)),
    PATH: `${ROOT}dist/bin:${process.env.PATH}`,
    IMAGES,
    WORKDIR: workdir,
  };
  /** Starts the chain in a process group of its own, and doesn't wait for it. */
  const start = (args: string[], more: NodeJS.ProcessEnv = {}, stdio: StdioOptions = 'ignore') => {
    const child = spawn(SCRIPT, args, { env: { ...env, ...more }, stdio, detached: true });
    return { child, ended: once(child, 'exit') };
  };
  return { ...testbed, workdir, chain, start, file, patches };
}
