import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** What every part of the bench needs. */
export interface Bench {
  /** For files; removed at the end. */
  folder: string;
  /** The repository's folder. */
  root: string;
  /** Smaller sizes and one repetition, for a first look. */
  quick: boolean;
  repeat: number;
}

/** A process to measure. Its stdout goes to the file `stdout`, or nowhere. */
export interface Subject {
  command: string;
  args: string[];
  env?: Record<string, string | undefined>;
  stdout?: string;
}

/** What every start of node takes, whatever it runs. */
export const bareNode: Subject = { command: process.execPath, args: ['-e', '0'] };

/** The time of a whole process, from its start to its end, in milliseconds. */
export async function timeOf(subject: Subject): Promise<number> {
  const started = performance.now();
  await run(subject, {});
  return performance.now() - started;
}

/** The process writes its peak itself when it exits: `process.resourceUsage` counts in kilobytes. */
const PEAK_SCRIPT = `process.once('exit', () => require('node:fs').writeFileSync(
  process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));`;

/**
 * The highest peak memory of a node process in three runs, or one of a quick bench, in megabytes (2^20 bytes). Measured apart from its time,
 * because writing it down takes some.
 */
export async function peakOf(subject: Subject, { folder, quick }: Bench): Promise<number> {
  const file = join(folder, 'peak');
  const script = join(folder, 'peak.cjs');
  writeFileSync(script, PEAK_SCRIPT);
  let peak = 0;
  for (let i = 0; i < (quick ? 1 : 3); i += 1) {
    await run(subject, { NODE_OPTIONS: `--require=${script}`, PEAK_FILE: file });
    peak = Math.max(peak, Number(readFileSync(file, 'utf8')) / 1024);
  }
  return peak;
}

/**
 * Runs a process. If it fails, that is an error: its figures would mean nothing. It doesn't get this environment's
 * NODE_EXTRA_CA_CERTS: reading a system's certificates takes node longer than its own start, and would hide everything
 * else in a start-up, in what is measured and in its baseline.
 */
async function run(subject: Subject, more: Record<string, string>): Promise<void> {
  const { command, args, env, stdout } = subject;
  const output = openSync(stdout ?? '/dev/null', 'w');
  const child = spawn(command, args, {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined, ...env, ...more },
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
 * Runs two things in turn, so that a busy moment of the machine slows both, and returns the medians in milliseconds.
 * @param repeat how often each is run, after one run of each that doesn't count; 1: only that often
 */
export async function compareTimes(
  measured: () => Promise<number>,
  baseline: () => Promise<number>,
  repeat: number,
): Promise<{ measured: number; baseline: number }> {
  const times = { measured: [] as number[], baseline: [] as number[] };
  if (repeat > 1) {
    await measured();
    await baseline();
  }
  for (let i = 0; i < repeat; i += 1) {
    times.measured.push(await measured());
    times.baseline.push(await baseline());
  }
  return { measured: median(times.measured), baseline: median(times.baseline) };
}
