import { normalize } from 'node:path';
import { defineCommand, type Io, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { ExitCode, Failure, usageError } from '@patch-notebook-sts/core/failure';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { readRows } from '@patch-notebook-sts/core/io/read-rows';
import { writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { readImages } from '@patch-notebook-sts/core/rows/images';
import { diffText } from './diff-text.ts';
import { findDisagreements } from './disagreements.ts';
import { valuesOf } from './places/place.ts';
import { hintOf } from './places/search.ts';
import { type FilePlan, planFile } from './plan-file.ts';
import { type NamedValues, readAt } from './read-at.ts';
import { readManifest } from './read-manifest.ts';
import { type UpdateRow, updateView } from './update-row.ts';
import { parseAlso } from './wanted/also.ts';
import { forms } from './wanted/targets.ts';
import { writeAll } from './write-all.ts';

export const command = defineCommand({
  name: 'manifest-update',
  usage: '[dry-run|execute] [options] --images 2-images-with-tags.txt FILE...',
  words: ['dry-run', 'execute'],
  summary:
    'Sets the tags and digests of images in manifests to those that tag-digest found. Changes those values in the text, ' +
    'and no other byte. Nothing is written unless the first word is execute. On a terminal, a dry run shows a diff.\n\n' +
    'Finds repository and tag pairs, name and tag pairs, references under any key, images of kustomizations, and ' +
    'references in env files (*.env). Other values are named with --at. What it finds and leaves has a row with the reason.',
  examples: [
    ['manifest-update --images 2-images-with-tags.txt values*.yaml', 'see what would change'],
    ['manifest-update execute --images 2-images-with-tags.txt values*.yaml', 'change it'],
    [
      'manifest-update --check --images 2-images-with-tags.txt jupyter.yml impactlab.yml',
      'find files that disagree',
    ],
    [
      'manifest-update --to tag@digest --images 2-… kustomization.yaml',
      'pin the digest, and keep the tag readable',
    ],
    [
      'manifest-update --to alias --also name="Weekly {tag}" --images 2-… values.yaml',
      'write w_2022_40 for recommended, and its title beside it',
    ],
    [
      'manifest-update --at params.env:TAG=ghcr.io/org/app --images 2-… params.env',
      'name a value that has only a tag',
    ],
  ],
  options: {
    images: {
      type: 'string',
      demandOption: true,
      describe: 'the rows of tag-digest: the repositories, and what their tags point to',
    },
    to: {
      choices: forms,
      default: forms[0],
      describe:
        'what to write; alias: the newest tag with the same digest that names one build (tag-digest --aliases)',
    },
    also: {
      type: 'array',
      string: true,
      describe:
        'KEY=TEXT with {tag}: also change this key beside the image, if its text has the old tag (repeatable)',
    },
    at: {
      type: 'array',
      string: true,
      describe: 'FILE:PATH=REPOSITORY: a value that is a tag or digest of this repository (repeatable)',
    },
    check: {
      type: 'boolean',
      describe: 'write no file; exit 4 if places of one repository have different versions',
    },
  },
  run: async (options, io) => {
    const { mode, args } = readArguments(options._);
    if (options.check && mode === 'execute') throw usageError('--check writes no file; leave out execute');
    const also = (options.also ?? []).map(parseAlso);
    const named = readAt(options.at ?? []);
    const files = [...new Set([...args.map(normalize), ...named.keys()])];
    if (files.length === 0) throw usageError('no FILE to update; see manifest-update --help');
    const images = await readImages(readRows(options.images, io.stdin, ImageRow));

    const plans: FilePlan[] = [];
    for (const file of files) {
      const at = named.get(file) ?? new Map<string, string>();
      const search = { file, at, hints: images.repositories().map(hintOf), isListed: isListedIn(images) };
      plans.push(planFile(await readManifest(file), search, { images, form: options.to, also }));
    }
    refuseMissing(named, plans);

    const rows = mode === 'execute' ? await execute(plans, io) : plans.flatMap(({ rows }) => rows);
    const showsDiff =
      mode === 'dry-run' &&
      !options.check &&
      options.format === undefined &&
      rowFormat(options, io) === 'table';
    await withOutput(options.output, io.stdout, async (out) => {
      if (showsDiff) out.write(diffText(plans));
      else await writeRows(rows, out, rowFormat(options, io), updateView);
    });
    if (showsDiff) for (const row of rows) if (row.outcome === 'skipped') io.log.info(skippedLine(row));
    io.log.info(countLine(rows) + (mode === 'dry-run' ? '; no file was written' : ''));

    const disagreements = options.check ? findDisagreements(plans) : [];
    for (const line of disagreements) io.log.error(line);
    if (disagreements.length > 0) return ExitCode.stopped;
    return rows.some(({ outcome }) => outcome === 'failed') ? ExitCode.failed : ExitCode.done;
  },
});

/** The mode, `dry-run` unless `execute` is said, and the files. */
function readArguments(args: readonly string[]): { mode: 'dry-run' | 'execute'; args: readonly string[] } {
  const [first] = args;
  return first === 'execute' || first === 'dry-run'
    ? { mode: first, args: args.slice(1) }
    : { mode: 'dry-run', args };
}

const isListedIn = (images: { tags(repository: string): string[] }) => (repository: string) =>
  images.tags(repository).length > 0;

/** A path that is not there is a typing error, and must not look like a value that is up to date. */
function refuseMissing(named: NamedValues, plans: readonly FilePlan[]): void {
  for (const { file, places } of plans) {
    const found = new Set(
      places
        .filter(({ isNamed }) => isNamed)
        .flatMap(valuesOf)
        .map(({ path }) => path),
    );
    for (const path of named.get(file)?.keys() ?? [])
      if (!found.has(path)) throw usageError(`--at: ${file} has no value at ${path}`);
  }
}

/** Writes the files, all or none, and returns the rows with what became of them. */
async function execute(plans: readonly FilePlan[], { log }: Io): Promise<UpdateRow[]> {
  const rows = plans.flatMap(({ rows }) => rows);
  const settle = (outcome: 'updated' | 'failed', reason?: string) =>
    rows.map((row) => (row.outcome === 'planned' ? { ...row, outcome, ...(reason && { reason }) } : row));
  if (rows.some(({ outcome }) => outcome === 'failed'))
    return settle('failed', 'not written, because another place failed');
  try {
    await writeAll(plans.filter(({ before, after }) => before !== after));
    return settle('updated');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    log.error(`${error.message}; no file was changed`);
    return settle('failed', error.message);
  }
}

const skippedLine = ({ file, line, from, reason }: UpdateRow): string =>
  `${file}:${line}: ${from} is left: ${reason}`;

function countLine(rows: readonly UpdateRow[]): string {
  const counts = (['planned', 'updated', 'unchanged', 'skipped', 'failed'] as const)
    .map((outcome) => [rows.filter((row) => row.outcome === outcome).length, outcome] as const)
    .filter(([count]) => count > 0)
    .map(([count, outcome]) => `${count} ${outcome}`);
  return counts.length === 0 ? 'nothing of the listed repositories was found' : counts.join(', ');
}
