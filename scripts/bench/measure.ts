import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** A whole process: its time from start to end, and its own peak memory where it is node. */
export interface Measured {
  ms: number;
  /** Megabytes (2^20 bytes). */
  peakMb: number | undefined;
}

/** A process to be measured. Its stdout goes to `stdout`, or nowhere. */
export interface Subject {
  command: string;
  args: string[];
  env?: Record<string, string | undefined>;
  stdin?: string;
  stdout?: string;
}

/** Runs a process once. One that doesn't end well is an error: its time would mean nothing. */
export async function measure(
  { command, args, env, stdin, stdout }: Subject,
  folder: string,
): Promise<Measured> {
  const peakFile = `${folder}/peak`;
  const input = stdin === undefined ? 'ignore' : openSync(stdin, 'r');
  const output = openSync(stdout ?? '/dev/null', 'w');
  rmSync(peakFile, { force: true });
  const started = performance.now();
  const child = spawn(command, args, {
    env: { ...process.env, ...env, NODE_OPTIONS: `--require=${folder}/peak.cjs`, PEAK_FILE: peakFile },
    stdio: [input, output, 'pipe'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  const ms = performance.now() - started;
  if (typeof input === 'number') closeSync(input);
  closeSync(output);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${code}: ${stderr.slice(-500)}`);
  return { ms, peakMb: readPeak(peakFile) };
}

/** Written by the process itself at its end: `process.resourceUsage` counts in kilobytes. */
export const PEAK_SCRIPT = `process.once('exit', () => require('node:fs').writeFileSync(
  process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));`;

function readPeak(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) / 1024;
  } catch {
    return undefined;
  }
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
