import { commit, git } from '@patch-notebook-sts/testbed/git';

/** A repository with one commit: an image's source and something else. */
export function startRepository(folder: string): string {
  git(folder, 'init', '-q', '-b', 'main');
  return commit(folder, { 'images/lab/Dockerfile': 'FROM base:1\n', 'docs/page.md': 'words\n' });
}
