import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Keeps the developer's own settings away from Git. */
export const GIT_ENVIRONMENT = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };

/** Runs Git in a folder as somebody called Ann, and gives what it prints, without the last line end. */
export const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...GIT_ENVIRONMENT },
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

/** Writes files and commits them. @returns the commit's id */
export function commit(folder: string, files: Record<string, string>): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(`${folder}/${file}`), { recursive: true });
    writeFileSync(`${folder}/${file}`, text);
  }
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'a change');
  return git(folder, 'rev-parse', 'HEAD');
}
