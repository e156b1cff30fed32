import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { runTool } from './run-tool.ts';

const never = new AbortController().signal;

// This file runs itself as a process that has a tool running, and is killed.
const FILE = process.argv[1] ?? '';
const { TOOL, FOLDER } = process.env;
if (TOOL !== undefined && FOLDER !== undefined) {
  process.on('SIGTERM', () => process.exit(143));
  const options = { env: process.env, signal: never, watchdog: { folder: `${FOLDER}/own` } };
  await runTool('sh', ['-c', TOOL, 'tool', FOLDER], options);
  process.exit();
}

const env = { PATH: process.env.PATH };
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const gone = async (pid: number) => {
  while (isAlive(pid)) await setTimeout(10);
};

t.test('stdin, environment, output and exit code', async (t) => {
  const script = 'cat; echo "$A,$HOME" >&2; exit 3';
  t.same(await runTool('sh', ['-c', script], { input: 'in', env: { ...env, A: 'a' }, signal: never }), {
    end: 'exited',
    exitCode: 3,
    stdout: 'in',
    stderr: 'a,',
  });
  t.match(await runTool('cat', [], { env, signal: never }), { exitCode: 0, stdout: '' }, 'no stdin');
});

t.test('a tool that is missing, and one that another signal ended', async (t) => {
  t.match(await runTool('no-such-tool', [], { env, signal: never }), { end: 'missing' });
  t.match(await runTool('sh', ['-c', 'kill -9 $$'], { env, signal: never }), {
    end: 'exited',
    exitCode: 1,
    killedBy: 'SIGKILL',
  });
});

t.test('the signal ends what the tool started too', async (t) => {
  const stop = new AbortController();
  const script = 'sleep 600 & echo $! > "$FILE"; wait';
  const file = `${t.testdir()}/pid`;
  const run = runTool('sh', ['-c', script], { env: { ...env, FILE: file }, signal: stop.signal });
  let pid = '';
  while (!pid.endsWith('\n')) {
    pid = await readFile(file, 'utf8').catch(() => '');
    await setTimeout(10);
  }
  stop.abort();
  t.match(await run, { end: 'ended' });
  await gone(Number(pid));
  t.match(await runTool('sh', ['-c', 'exit 0'], { env, signal: stop.signal }), { end: 'ended' }, 'not begun');
});

t.test('a tool ends with the process, however that ends, and leaves no folder', async (t) => {
  for (const [signal, ending] of [
    ['SIGTERM', [143, null]],
    ['SIGHUP', [null, 'SIGHUP']],
    ['SIGKILL', [null, 'SIGKILL']],
  ] as const) {
    const folder = t.testdir({ own: { 'config.json': '{}' } });
    // The tool writes into the folder until it ends, and so does a process that it started.
    const tool =
      'cat > /dev/null; echo $$ > "$1/pid"; sleep 600 & while :; do echo x > "$1/own/$$" || exit; done';
    const parent = spawn(process.execPath, [...process.execArgv, FILE], {
      env: { ...process.env, TOOL: tool, FOLDER: folder },
      stdio: 'inherit',
    });
    const ended = once(parent, 'exit');
    let pid = '';
    while (!pid.endsWith('\n')) {
      pid = await readFile(`${folder}/pid`, 'utf8').catch(() => '');
      await setTimeout(10);
    }
    parent.kill(signal);
    t.same(await ended, ending, signal);
    await gone(Number(pid));
    while (existsSync(`${folder}/own`)) await setTimeout(10);
  }
});

t.test('a tool that prints without end is killed before it fills the memory', async (t) => {
  const before = process.resourceUsage().maxRSS;
  const result = await runTool('sh', ['-c', 'yes & yes >&2; wait'], { env, signal: never });
  t.match(result, { end: 'overflow', exitCode: 1 });
  t.equal(result.stdout, '');
  t.ok((process.resourceUsage().maxRSS - before) / 1024 < 256);
});

t.test('a tool that says too much on stderr is killed, with what it started', async (t) => {
  const file = `${t.testdir()}/pid`;
  const script = 'sleep 600 & echo $! > "$FILE"; yes >&2; wait';
  const result = await runTool('sh', ['-c', script], { env: { ...env, FILE: file }, signal: never });
  t.match(result, { end: 'overflow', exitCode: 1, stdout: '' });
  await gone(Number(await readFile(file, 'utf8')));
});

t.test('what a tool may print, it may print to the last byte', async (t) => {
  const print = (text: string) => runTool('printf', [text], { env, signal: never, maxOutput: 4 });
  t.match(await print('a\u00e9b'), { end: 'exited', exitCode: 0, stdout: 'a\u00e9b' });
  t.match(await print('aaaaa'), { end: 'overflow', exitCode: 1, stdout: '' });
});
