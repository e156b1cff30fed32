import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { runTool } from './run-tool.ts';

const never = new AbortController().signal;
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
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
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
  t.match(await runTool('sh', ['-c', 'kill -9 $$'], { env, signal: never }), { end: 'exited', exitCode: 1 });
});

t.test('the signal ends what the tool started too', async (t) => {
  const stop = new AbortController();
  const script = 'sleep 600 & echo $! > "$FILE"; wait';
  const file = `${t.testdir()}/pid`;
  const run = runTool('sh', ['-c', script], { env: { ...env, FILE: file }, signal: stop.signal });
  const { readFile } = await import('node:fs/promises');
  let pid = '';
  while (!pid.endsWith('\n')) {
    pid = await readFile(file, 'utf8').catch(() => '');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  stop.abort();
  t.match(await run, { end: 'ended' });
  await gone(Number(pid));
  t.match(await runTool('sh', ['-c', 'exit 0'], { env, signal: stop.signal }), { end: 'ended' }, 'not begun');
});

t.test('they end with the process', async (t) => {
  const file = new URL('run-tool.ts', import.meta.url).href;
  const script = `
    import { runTool } from ${JSON.stringify(file)};
    process.on('SIGTERM', () => process.exit(143));
    runTool('sh', ['-c', 'echo $$ >&3; exec sleep 600'], { env: process.env, signal: new AbortController().signal });
    console.log('started');`;
  const parent = spawn(process.execPath, [...process.execArgv, '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(parent.stdout, 'data');
  const children = async () => {
    const { readFile } = await import('node:fs/promises');
    return (await readFile(`/proc/${parent.pid}/task/${parent.pid}/children`, 'utf8')).trim();
  };
  let child = '';
  while (child === '') child = await children();
  parent.kill('SIGTERM');
  const [code] = await once(parent, 'exit');
  t.equal(code, 143);
  await gone(Number(child.split(' ')[0]));
});
