import { spawn } from 'node:child_process';

/**
 * Waits for a line on stdin. If stdin ends without one, the process that would have written it is dead: kills the process
 * group $1 and removes the folder $2. What was killed may still be writing there for a moment.
 */
const SCRIPT = `
read -r _ && exit
kill -s KILL -- "-$1"
[ -n "$2" ] || exit
tries=0
until rm -rf -- "$2" || [ "$tries" = 50 ]; do
  tries=$((tries + 1))
  sleep 0.1
done`;

/**
 * Starts a process that kills a process group if this process dies without calling the returned function. No handler of
 * ours runs on SIGKILL, and a tool would live on with its secrets.
 * @param folder removed too
 */
export function startWatchdog(group: number, folder = ''): () => void {
  const watchdog = spawn('/bin/sh', ['-c', SCRIPT, 'watchdog', String(group), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env.PATH },
  });
  // Without /bin/sh there is none. The tool still ends in every other case.
  watchdog.on('error', () => {});
  watchdog.stdin.on('error', () => {});
  watchdog.unref();
  if ('unref' in watchdog.stdin && typeof watchdog.stdin.unref === 'function') watchdog.stdin.unref();
  return () => void watchdog.stdin.end('done\n');
}
