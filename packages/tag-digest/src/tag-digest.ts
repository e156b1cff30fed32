import { readFile } from 'node:fs/promises';
import { defineCommand, type Io, rowFormat } from '@patch-notebook-sts/core/command';
import { ContainerRow } from '@patch-notebook-sts/core/container-row';
import { ExitCode, failed, sentence, usageError } from '@patch-notebook-sts/core/failure';
import type { ImageRow } from '@patch-notebook-sts/core/image-row';
import { readLines, readRows } from '@patch-notebook-sts/core/ndjson-reader';
import { words } from '@patch-notebook-sts/core/option-values';
import { withOutput } from '@patch-notebook-sts/core/output';
import { createProgress } from '@patch-notebook-sts/core/progress';
import { isTag, registryHost } from '@patch-notebook-sts/core/reference';
import { shortDigest } from '@patch-notebook-sts/core/table';
import { type View, writeRows } from '@patch-notebook-sts/core/write-rows';
import type { Credentials } from './http.ts';
import { createRegistrySource } from './registry-source.ts';
import { resolveAll } from './resolve.ts';
import { distinct, stripComment, type Wanted, wantedInUse, wantedOf } from './wanted.ts';

/** Requests under way at a time. */
const CONCURRENCY = 8;

const view: View<ImageRow> = {
  columns: [
    { title: 'REPOSITORY', value: (row) => row.repository },
    { title: 'TAG', value: (row) => row.tag },
    { title: 'DIGEST', value: (row) => row.error ?? shortDigest(row.digest) },
    { title: 'PLATFORMS', value: (row) => Object.keys(row.platforms ?? {}).join(',') },
  ],
  name: (row) => `${row.repository}:${row.tag}`,
};

export const tagDigest = defineCommand({
  name: 'tag-digest',
  usage: 'TAG... [options]',
  summary: 'Asks the registry what tags point to now. One row per repository and tag.',
  examples: [
    ['tag-digest v1 v2 --images images.txt > 2-images-with-tags.txt', 'two tags of listed images'],
    ['tag-digest v1 --image ghcr.io/org/notebook', 'one image'],
    ['tag-digest --from 1-simple-output.txt', 'every tag in use'],
    ['sts-list | tag-digest v1 --from -', 'v1 of every image in use'],
  ],
  options: {
    images: { type: 'string', describe: 'file of repositories, one per line; a line may carry its own tag' },
    image: { type: 'array', string: true, describe: 'a repository, or repository:tag (repeatable)' },
    from: { type: 'string', describe: 'rows of sts-list; their repositories, or without TAG their tags' },
    username: { type: 'string', describe: 'user at the registry; the password: TAG_DIGEST_PASSWORD' },
    'password-file': { type: 'string', describe: 'file that holds the password' },
  },
  run: async (options, io) => {
    const tags = options._;
    const wrong = tags.find((tag) => !isTag(tag));
    if (wrong !== undefined) throw usageError(`"${wrong}" is not a tag`);
    const wanted = distinct([
      ...words(options.image).flatMap((image) => wantedOf(image, tags, '--image')),
      ...(await fromImages(options.images, tags, io)),
      ...(await fromRows(options.from, tags, io)),
    ]);
    if (wanted.length === 0 && options.from === undefined && options.images === undefined) {
      throw usageError('nothing to look up: give --images, --image or --from; see tag-digest --help');
    }

    const source = createRegistrySource(await readCredentials(options, wanted, io), io.log);
    const progress = createProgress(io.stderr, 'tags', options.quiet);
    const rows = await resolveAll(wanted, source, CONCURRENCY, io.log, progress.update);
    progress.end();
    await withOutput(options.output, io.stdout, (out) => writeRows(rows, out, rowFormat(options, io), view));
    return rows.some(({ error }) => error !== undefined && error !== 'not-found')
      ? ExitCode.failed
      : ExitCode.done;
  },
});

async function fromImages(file: string | undefined, tags: readonly string[], io: Io): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  if (file === undefined) return wanted;
  for await (const { text, at } of readLines(file, io.stdin)) {
    const image = stripComment(text);
    if (image !== '') wanted.push(...wantedOf(image, tags, at));
  }
  return wanted;
}

async function fromRows(file: string | undefined, tags: readonly string[], io: Io): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  if (file === undefined) return wanted;
  for await (const { row } of readRows(file, io.stdin, ContainerRow)) wanted.push(...wantedInUse(row, tags));
  return wanted;
}

/** A user's password comes from a file or the environment, never from the command line, and goes to one registry. */
async function readCredentials(
  options: { username?: string | undefined; 'password-file'?: string | undefined },
  wanted: readonly Wanted[],
  io: Io,
): Promise<Credentials | undefined> {
  const { username, 'password-file': file } = options;
  if (username === undefined) return undefined;
  const hosts = new Set(wanted.map(({ repository }) => registryHost(repository)));
  if (hosts.size > 1)
    throw usageError(`--username is for one registry, but these are listed: ${[...hosts].join(', ')}`);
  if (file === undefined) {
    const password = io.env.TAG_DIGEST_PASSWORD;
    if (!password) throw usageError('--username needs TAG_DIGEST_PASSWORD or --password-file');
    return { username, password };
  }
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw failed(`${file}: cannot be read: ${sentence(error)}`);
  });
  return { username, password: text.replace(/\r?\n$/, '') };
}
