import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command, OptionTable } from '@patch-notebook-sts/core/cli/command';
import { VERSION } from '@patch-notebook-sts/core/version';
import { bashCompletion, fishCompletion, zshCompletion } from './completions.ts';
import { describeOptions } from './describe.ts';
import { manPage } from './man-page.ts';

/** Writes completions and a manual page of a command into a folder laid out as `/usr/share`. */
function writeReference(command: Command<OptionTable>, share: string): void {
  const { name, words = [] } = command;
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

/** `reference BUNDLE SHARE`, where BUNDLE is the module that exports a `command`. */
async function main([bundle, share]: string[]): Promise<void> {
  if (bundle === undefined || share === undefined) throw new Error('usage: reference BUNDLE SHARE');
  const declared = (await import(pathToFileURL(resolve(bundle)).href)) as { command: Command<OptionTable> };
  writeReference(declared.command, share);
}

void main(process.argv.slice(2));
