import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestbed } from '@patch-notebook-sts/testbed/testbed';
import { type Chunk, framesOf } from './frames.ts';
import { recordingSvg } from './svg.ts';

const SIZE = { columns: 126, rows: 30 };

/** What is typed, and how many seconds the result stays before the next line. */
const SESSION: readonly (readonly [command: string, seconds: number])[] = [
  ['sts-list -o 1.txt', 1],
  ['tag-digest --images images.txt -o 2.txt v1', 1],
  ['sts-filter -o 3.txt 1.txt 2.txt && sts-filter --quiet 1.txt 2.txt', 5],
  ['sts-restart execute -o 4.txt 3.txt', 3],
  ['sts-list -o 1.txt && sts-filter --format name 1.txt 2.txt', 4],
];

/** Seconds that a screen stays at most while a command is at work: nobody likes to watch it wait. */
const LONGEST = 0.8;
const PER_KEY = 0.03;

/** Runs a command in a terminal of its own, and hands on what it writes. */
async function type(command: string, cwd: string, env: NodeJS.ProcessEnv, onText: (text: string) => void) {
  const { columns, rows } = SIZE;
  const inTerminal = `stty cols ${columns} rows ${rows}; ${command}`;
  const child = spawn('script', ['--quiet', '--return', '--command', inTerminal, '/dev/null'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8').on('data', onText);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command}: exit status ${code}`);
}

/** Plays the session on the recorded cluster. */
async function record(folder: string): Promise<Chunk[]> {
  const testbed = await startTestbed({ cluster: { readyDelayMs: 1200 } });
  await testbed.loadCapture('fixtures/captures/after');
  const PATH = `${process.cwd()}/dist/bin:${process.env.PATH}`;
  const env = { ...(await testbed.environment(join(folder, 'testbed'))), PATH, TERM: 'xterm-256color' };
  copyFileSync('fixtures/images.txt', join(folder, 'images.txt'));
  const chunks: Chunk[] = [];
  let at = 0;
  const add = (text: string, seconds: number) => {
    at += seconds;
    chunks.push({ at, text });
  };
  for (const [command, seconds] of SESSION) {
    add('\u001b[32m$\u001b[0m ', 0);
    for (const key of command) add(key, PER_KEY);
    add('\r\n', 0.3);
    let before = performance.now();
    await type(command, folder, env, (text) => {
      const now = performance.now();
      add(text, Math.min((now - before) / 1000, LONGEST));
      before = now;
    });
    at += seconds;
  }
  await testbed.close();
  return chunks;
}

/** `recording FILE`: plays a session in a terminal, and draws it. */
async function main([file]: string[]): Promise<void> {
  if (file === undefined) throw new Error('usage: recording FILE');
  const folder = mkdtempSync(join(tmpdir(), 'recording-'));
  try {
    const frames = await framesOf(await record(folder), SIZE);
    writeFileSync(file, recordingSvg(frames, SIZE, 2));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main(process.argv.slice(2));
