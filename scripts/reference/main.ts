import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command, OptionTable } from '@patch-notebook-sts/core/cli/command';
import { VERSION } from '@patch-notebook-sts/core/version';
import { command as stsFilter } from '../../packages/sts-filter/src/command.ts';
import { command as stsList } from '../../packages/sts-list/src/command.ts';
import { command as stsRestart } from '../../packages/sts-restart/src/command.ts';
import { command as tagDigest } from '../../packages/tag-digest/src/command.ts';
import { bashCompletion, fishCompletion, zshCompletion } from './completions.ts';
import { describeOptions } from './describe.ts';
import { manPage } from './man-page.ts';

/** Writes completions and a manual page of a command into a folder laid out as `/usr/share`. */
function writeReference<T extends OptionTable>(
  command: Command<T>,
  share: string,
  words: readonly string[] = [],
): void {
  const { name } = command;
  const options = describeOptions(command);
  const files = {
    [`bash-completion/completions/${name}`]: bashCompletion(name, options, words),
    [`zsh/site-functions/_${name}`]: zshCompletion(name, options, words),
    [`fish/vendor_completions.d/${name}.fish`]: fishCompletion(name, options, words),
    [`man/man1/${name}.1`]: manPage({ ...command, version: VERSION }, options),
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(share, file)), { recursive: true });
    writeFileSync(join(share, file), text);
  }
}

const [share = 'dist/share'] = process.argv.slice(2);
writeReference(stsList, share);
writeReference(tagDigest, share);
writeReference(stsFilter, share);
writeReference(stsRestart, share, ['dry-run', 'execute']);
