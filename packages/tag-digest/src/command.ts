import { defineCommand, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { createProgress } from '@patch-notebook-sts/core/io/progress';
import { type View, writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { kubectlOptions } from '@patch-notebook-sts/core/kube/kubectl-options';
import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { parseDuration } from '@patch-notebook-sts/core/text/duration';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import { startDeadline } from './deadline.ts';
import { createLimit } from './limit.ts';
import { openSource, refuseMisplaced } from './open-source.ts';
import { resolveAll } from './resolve.ts';
import { sourceNames } from './source.ts';

const view: View<ImageRow> = {
  columns: [
    { title: 'REPOSITORY', value: (row) => row.repository },
    { title: 'TAG', value: (row) => row.tag },
    { title: 'DIGEST', value: (row) => row.error ?? shortDigest(row.digest) },
    { title: 'PLATFORMS', value: (row) => Object.keys(row.platforms ?? {}).join(',') },
    { title: 'ALIASES', value: (row) => row.aliases?.join(',') ?? '' },
  ],
  name: (row) => `${row.repository}:${row.tag}`,
};

export const command = defineCommand({
  name: 'tag-digest',
  usage: 'TAG... [options]',
  summary:
    'Asks the registry what tags point to now. One row per repository and tag.\n\n' +
    'Sources: registry is any registry of OCI images; az is the Azure command line, whose rows tell no\n' +
    'platforms, so they suit nodes that report the index of an image, as containerd does; jfrog is the\n' +
    'API of Artifactory, whose remote repositories may be behind.\n\n' +
    'Logins: for registry, --username, --pull-secret or the docker config; for az, az login or\n' +
    'ACR_READ_METADATA_USERNAME and ACR_READ_METADATA_PASSWORD; for jfrog, JF_ACCESS_TOKEN, or JF_USER\n' +
    'and JF_PASSWORD. The password of --username: TAG_DIGEST_PASSWORD or --password-file.',
  examples: [
    ['tag-digest v1 v2 --images images.txt > 2-images-with-tags.txt', 'two tags of listed images'],
    ['tag-digest v1 --image ghcr.io/org/notebook', 'one image'],
    ['tag-digest --from 1-simple-output.txt', 'every tag in use'],
    ['sts-list | tag-digest v1 --from - --pull-secret team/regcred', 'with the login of a pull secret'],
    ['tag-digest v1 --images images.txt --source az', 'with az login'],
    ['tag-digest recommended --images images.txt --aliases', 'and under which other tags'],
  ],
  options: {
    images: { type: 'string', describe: 'file of repositories, one per line; a line may carry its own tag' },
    image: { type: 'array', string: true, describe: 'a repository, or repository:tag (repeatable)' },
    from: { type: 'string', describe: 'rows of sts-list; their repositories, or without TAG their tags' },
    source: { choices: sourceNames, default: 'registry' as const, describe: 'who is asked' },
    aliases: {
      type: 'boolean',
      describe: 'add the other tags with the same digest; a request for each tag, but with az',
    },
    timeout: { type: 'string', default: '2m', describe: 'limit of the whole run; 0 is none' },
    concurrency: { type: 'string', default: '8', describe: 'requests, or runs of az, at a time' },
    username: { type: 'string', describe: 'user at the one registry that is asked' },
    'password-file': { type: 'string', describe: 'file that holds the password' },
    'docker-config': {
      type: 'string',
      describe: 'registry: config.json or its folder, also DOCKER_CONFIG; else ~/.docker',
    },
    'pull-secret': {
      type: 'array',
      string: true,
      describe: 'registry: NAMESPACE/NAME, read with kubectl (repeatable)',
    },
    'insecure-http': {
      type: 'array',
      string: true,
      describe: 'registry: a HOST without TLS (repeatable); loopback needs none',
    },
    'ca-file': { type: 'string', describe: 'registry, jfrog: certificates (PEM) to trust as well' },
    'registry-name': { type: 'string', describe: 'az: the registry; else NAME of NAME.azurecr.io' },
    url: { type: 'string', describe: 'jfrog: the server; else https:// and the host of the image' },
    'repository-key': {
      type: 'string',
      describe: "jfrog: the Docker repository; else the first part of the image's path",
    },
    'token-file': { type: 'string', describe: 'jfrog: file that holds an access token' },
    'expire-cache': {
      type: 'boolean',
      describe: 'jfrog: have a remote repository look upstream (needs the right to manage it)',
    },
    ...kubectlOptions,
  },
  run: async (options, io) => {
    const deadline = startDeadline(parseDuration(options.timeout, '--timeout'));
    const limit = createLimit(readConcurrency(options.concurrency));
    // Loaded here, for it brings all schemas, and --help needs none.
    const { readWanted } = await import('./read-wanted.ts');
    const wanted = await readWanted(options, io);
    refuseMisplaced(options);
    const progress = createProgress(io.stderr, 'tags', options.quiet);
    // An empty list opens no source: there is nobody to ask, and nothing to load for it.
    const { rows, failed } =
      wanted.length === 0
        ? { rows: [], failed: false }
        : await resolveAll(wanted, await openSource({ options, wanted, io, limit, deadline }), {
            aliases: options.aliases ?? false,
            log: io.log,
            onProgress: progress.update,
          });
    progress.end();
    await withOutput(options.output, io.stdout, (out) => writeRows(rows, out, rowFormat(options, io), view));
    return failed ? ExitCode.failed : ExitCode.done;
  },
});

function readConcurrency(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw usageError(`--concurrency: "${text}" is not a number from 1 to 999`);
  return Number(text);
}
