import { defineCommand, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { createProgress } from '@patch-notebook-sts/core/io/progress';
import { type View, writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { kubectlOptions } from '@patch-notebook-sts/core/kube/kubectl-options';
import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { parseDuration } from '@patch-notebook-sts/core/text/duration';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import pLimit from 'p-limit';
import { openSource } from './open-source.ts';
import { resolveAll } from './resolve.ts';
import { startDeadline } from './source/deadline.ts';
import { sourceNames } from './source/source.ts';
import { refuseMisplacedOptions } from './source/source-options.ts';

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
    'Sources: registry is any registry of OCI images. az is the Azure command line; its rows have no ' +
    'platforms, so they suit nodes that report the index of an image, as containerd does. jfrog is the ' +
    'API of Artifactory, whose remote repositories may lag behind.\n\n' +
    'Logins: registry takes --username, --pull-secret or the docker config. az takes az login, or ' +
    'ACR_READ_METADATA_USERNAME and ACR_READ_METADATA_PASSWORD. jfrog takes JF_ACCESS_TOKEN, or JF_USER ' +
    'and JF_PASSWORD. The password for --username comes from TAG_DIGEST_PASSWORD or --password-file.',
  examples: [
    ['tag-digest v1 v2 --images images.txt > 2-images-with-tags.txt', 'two tags of listed images'],
    ['tag-digest v1 --image ghcr.io/org/notebook', 'one image'],
    ['tag-digest --from 1-simple-output.txt', 'every tag in use'],
    ['sts-list | tag-digest v1 --from - --pull-secret team/regcred', 'log in with a pull secret'],
    ['tag-digest v1 --images images.txt --source az', 'log in with az login'],
    ['tag-digest recommended --images images.txt --aliases', 'list the tags with the same digest'],
  ],
  options: {
    images: {
      type: 'string',
      describe: 'file of repositories, one per line; a line may have its own tag',
    },
    image: { type: 'array', string: true, describe: 'a repository, or repository:tag (repeatable)' },
    from: {
      type: 'string',
      describe: 'rows of sts-list: look up their repositories, or without TAG their tags',
    },
    source: { choices: sourceNames, default: 'registry' as const, describe: 'API to query' },
    aliases: {
      type: 'boolean',
      describe: 'add the other tags with the same digest; takes a request per tag, except with az',
    },
    timeout: { type: 'string', default: '2m', describe: 'time limit of the whole run; 0 means none' },
    concurrency: { type: 'string', default: '8', describe: 'requests, or runs of az, at a time' },
    username: { type: 'string', describe: 'user for the registry; all images must be on that one' },
    'password-file': { type: 'string', describe: 'file that holds the password' },
    'docker-config': {
      type: 'string',
      describe: 'registry: config.json or its folder; else DOCKER_CONFIG, else ~/.docker',
    },
    'pull-secret': {
      type: 'array',
      string: true,
      describe: 'registry: NAMESPACE/NAME, read with kubectl (repeatable)',
    },
    'insecure-http': {
      type: 'array',
      string: true,
      describe: 'registry: a HOST without TLS (repeatable); not needed for loopback',
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
      describe: 'jfrog: make a remote repository check upstream (needs the Manage permission)',
    },
    ...kubectlOptions,
  },
  run: async (options, io) => {
    const deadline = startDeadline(parseDuration(options.timeout, '--timeout'));
    const limit = pLimit(readConcurrency(options.concurrency));
    // Loaded here because it brings all row schemas, and --help needs none.
    const { readTagRequests } = await import('./read-tag-requests.ts');
    const requests = await readTagRequests(options, io);
    refuseMisplacedOptions(options);
    const progress = createProgress(io.stderr, 'tags', options.quiet);
    // With nothing to look up, no source is opened, and nothing is loaded for it.
    const { rows, failed } =
      requests.length === 0
        ? { rows: [], failed: false }
        : await resolveAll(requests, await openSource({ options, requests, io, limit, deadline }), {
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
