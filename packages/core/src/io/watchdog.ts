import { spawn } from 'node:child_process';

/**
 * Reads the number of a process group on stdin, then a line that ends it. If stdin ends without that line, the process
 * that would have written it is dead: kills the group and removes the folder $1. What was killed may still be writing
 * there for a moment.
 */
const SCRIPT = `
group=
while read -r line; do
  [ "$line" != done ] || exit
  group=$line
done
[ -z "$group" ] || kill -s KILL -- "-$group"
[ -n "$1" ] || exit
tries=0
until rm -rf -- "$1" || [ "$tries" = 50 ]; do
  tries=$((tries + 1))
  sleep 0.1
done`;

export interface Watchdog {
  /** Names the process group to kill. */
  watch: (group: number) => void;
  /** Ends it; nothing is killed or removed then. */
  dismiss: () => void;
}

/**
 * Starts a process that kills a process group if this process dies first. No handler of ours runs on SIGKILL, and a tool
 * would live on with its secrets. It is started before the tool, because this process may die right after starting that.
 * @param folder removed too
 */
export function startWatchdog(folder = ''): Watchdog {
  const watchdog = spawn('/bin/sh', ['-c', SCRIPT, 'watchdog', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env.PATH },
  });
  // Without /bin/sh there is none. The tool still ends in every other case.
  watchdog.on('error', () => {});
  watchdog.stdin.on('error', () => {});
  watchdog.unref();
  if ('unref' in watchdog.stdin && typeof watchdog.stdin.unref === 'function') watchdog.stdin.unref();
  return {
    watch: (group) => void watchdog.stdin.write(`${group}\n`),
    dismiss: () => void watchdog.stdin.end('done\n'),
  };
}
