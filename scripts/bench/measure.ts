import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** A process to be measured. Its stdout goes to `stdout`, or nowhere. */
export interface Subject {
  command: string;
  args: string[];
  env?: Record<string, string | undefined>;
  stdout?: string;
}

/** What every start of node takes, whatever it is to run. */
export const bareNode: Subject = { command: process.execPath, args: ['-e', '0'] };

/** The time of a whole process, from its start to its end, in milliseconds. */
export async function timeOf(subject: Subject): Promise<number> {
  const started = performance.now();
  await run(subject, {});
  return performance.now() - started;
}

const PEAK_RUNS = 3;

/** Noted by the process itself at its end: `process.resourceUsage` counts in kilobytes. */
const PEAK_SCRIPT = `process.once('exit', () => require('node:fs').writeFileSync(
  process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));`;

/**
 * The highest peak memory of a node process in a few runs, in megabytes (2^20 bytes). Not measured beside its time, for
 * noting it takes some.
 */
export async function peakOf(subject: Subject, folder: string): Promise<number> {
  const file = join(folder, 'peak');
  const script = join(folder, 'peak.cjs');
  writeFileSync(script, PEAK_SCRIPT);
  let peak = 0;
  for (let i = 0; i < PEAK_RUNS; i += 1) {
    await run(subject, { NODE_OPTIONS: `--require=${script}`, PEAK_FILE: file });
    peak = Math.max(peak, Number(readFileSync(file, 'utf8')) / 1024);
  }
  return peak;
}

/** Runs a process. One that doesn't end well is an error: its figures would mean nothing. */
async function run(subject: Subject, more: Record<string, string>): Promise<void> {
  const { command, args, env, stdout } = subject;
  const output = openSync(stdout ?? '/dev/null', 'w');
  const child = spawn(command, args, {
    env: { ...process.env, ...env, ...more },
    stdio: ['ignore', output, 'pipe'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  closeSync(output);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${code}: ${stderr.slice(-500)}`);
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Measures two things in turn, so that both meet the same machine, and gives their medians in milliseconds.
 * @param repeat how often each is run, after one run of each that doesn't count
 */
export async function compareTimes(
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
  repeat: number,
): Promise<{ ours: number; theirs: number }> {
  const times = { ours: [] as number[], theirs: [] as number[] };
  await ours();
  await theirs();
  for (let i = 0; i < repeat; i += 1) {
    times.ours.push(await ours());
    times.theirs.push(await theirs());
  }
  return { ours: median(times.ours), theirs: median(times.theirs) };
}
