import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command, OptionTable } from '@patch-notebook-sts/core/cli/command';
import { VERSION } from '@patch-notebook-sts/core/version';
import { bashCompletion, fishCompletion, zshCompletion } from './completions.ts';
import { type Described, describeOptions, yargsOptions } from './describe.ts';
import { manPage } from './man-page.ts';

/** The completions of a command, by their file in a folder laid out as `/usr/share`. */
const completionFiles = (
  name: string,
  options: readonly Described[],
  words: readonly string[],
): Record<string, string> => ({
  [`bash-completion/completions/${name}`]: bashCompletion(name, options, words),
  [`zsh/site-functions/_${name}`]: zshCompletion(name, options, words),
  [`fish/vendor_completions.d/${name}.fish`]: fishCompletion(name, options, words),
});

function writeFiles(files: Record<string, string>, share: string): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(share, file)), { recursive: true });
    writeFileSync(join(share, file), text);
  }
}

/** The first argument of the chain, which is a shell script and declares nothing. */
const CHAIN_WORDS = ['dry-run', 'execute', 'completion'];

/** `reference SHARE BUNDLE...`, where each BUNDLE is a module that exports a `command`. */
async function main([share, ...bundles]: string[]): Promise<void> {
  if (share === undefined || bundles.length === 0) throw new Error('usage: reference SHARE BUNDLE...');
  for (const bundle of bundles) {
    const declared = (await import(pathToFileURL(resolve(bundle)).href)) as { command: Command<OptionTable> };
    const { command } = declared;
    const options = describeOptions(command);
    writeFiles(
      {
        ...completionFiles(command.name, options, command.words ?? []),
        [`man/man1/${command.name}.1`]: manPage({ ...command, version: VERSION }, options),
      },
      share,
    );
  }
  writeFiles(completionFiles('patch-notebook-sts', yargsOptions, CHAIN_WORDS), share);
}

void main(process.argv.slice(2));
