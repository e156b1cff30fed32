import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Runs git in a folder, without the developer's own configuration, and returns what it prints. */
export const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
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

/** A repository with one commit: an image's source and something else. */
export function startRepository(folder: string): string {
  git(folder, 'init', '-q', '-b', 'main');
  return commit(folder, { 'images/lab/Dockerfile': 'FROM base:1\n', 'docs/page.md': 'words\n' });
}
