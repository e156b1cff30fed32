import { defineCommand, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { parseDuration } from '@patch-notebook-sts/core/cli/parse-duration';
import { badInput, ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { startDeadline } from '@patch-notebook-sts/core/io/deadline';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { createProgress } from '@patch-notebook-sts/core/io/progress';
import { type View, writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { kubectlOptions } from '@patch-notebook-sts/core/kube/kubectl-options';
import { artifactoryOptions } from '@patch-notebook-sts/core/registry/artifactory-options';
import type { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { shortDigest } from '@patch-notebook-sts/core/text/table';
import pLimit from 'p-limit';
import { openSource } from './open-source.ts';
import { resolveAll } from './resolve.ts';
import { sourceNames } from './source/source.ts';
import { PASSWORD_VARIABLE, refuseMisplacedOptions } from './source/source-options.ts';

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
    'Asks the registry which digests tags point to now. Writes one row per repository and tag.\n\n' +
    'Sources: registry works with any OCI registry. az uses the Azure CLI; its rows have no platforms, so use it ' +
    'where nodes report the digest of an index, as containerd does. jfrog uses the API of Artifactory, whose remote ' +
    'repositories may be out of date.\n\n' +
    'Logins: registry takes --username, --pull-secret or the Docker config. az takes az login, or ' +
    'ACR_READ_METADATA_USERNAME and ACR_READ_METADATA_PASSWORD. jfrog takes JF_ACCESS_TOKEN, or JF_USER and ' +
    'JF_PASSWORD. The password for --username comes from TAG_DIGEST_PASSWORD or --password-file.',
  examples: [
    [
      'tag-digest v1 v2 --images images.txt > 2-images-with-tags.txt',
      'look up two tags of the listed images',
    ],
    ['tag-digest v1 --image ghcr.io/org/notebook', 'look up one image'],
    ['tag-digest --from 1-simple-output.txt', 'look up every tag in use'],
    ['sts-list | tag-digest v1 --from - --pull-secret team/regcred', 'log in with a pull secret'],
    ['tag-digest v1 --images images.txt --source az', 'use the login of az'],
    [
      'tag-digest v1 --images images.txt --running 1-simple-output.txt --details',
      'also look up what runs, so that sts-filter can compare more than digests',
    ],
    ['tag-digest recommended --images images.txt --aliases', 'find the other tags with the same digest'],
  ],
  variables: [PASSWORD_VARIABLE],
  options: {
    images: { type: 'string', describe: 'file of repositories, one per line; a line may name its own tag' },
    image: {
      type: 'array',
      string: true,
      describe: 'look up this repository, or repository:tag (repeatable)',
    },
    from: {
      type: 'string',
      describe: 'look up the repositories in these rows of sts-list; without TAG, their tags',
    },
    'allow-empty': { type: 'boolean', describe: 'look up nothing where no image is named' },
    source: { choices: sourceNames, default: 'registry' as const, describe: 'which API to query' },
    aliases: {
      type: 'boolean',
      describe: 'also list the other tags with the same digest; one request per tag, except with az',
    },
    details: {
      type: 'boolean',
      describe: 'registry: also say what each image is: created, revision, version, source, base, size',
    },
    label: {
      type: 'array',
      string: true,
      describe: 'with --details: also say what this label is (repeatable)',
    },
    running: {
      type: 'string',
      describe:
        'registry: also say which digests of each tag run, by these rows of sts-list, and what they are',
    },
    timeout: { type: 'string', default: '2m', describe: 'time limit of the whole run; 0: no limit' },
    concurrency: { type: 'string', default: '8', describe: 'how many requests, or runs of az, at a time' },
    username: { type: 'string', describe: 'user name; only one registry may be queried' },
    'password-file': { type: 'string', describe: 'file with the password' },
    'docker-config': {
      type: 'string',
      describe: 'registry: config.json or its folder; default: DOCKER_CONFIG, else ~/.docker',
    },
    'pull-secret': {
      type: 'array',
      string: true,
      describe: 'registry: log in with this Secret, NAMESPACE/NAME, read with kubectl (repeatable)',
    },
    'insecure-http': {
      type: 'array',
      string: true,
      describe: 'registry: use plain HTTP for this HOST (repeatable); loopback needs no option',
    },
    'ca-file': { type: 'string', describe: 'registry, jfrog: file of more CA certificates to trust (PEM)' },
    'registry-name': {
      type: 'string',
      describe: 'az: name of the registry; default: NAME of NAME.azurecr.io',
    },
    ...artifactoryOptions,
    'expire-cache': {
      type: 'boolean',
      describe: 'jfrog: make a remote repository ask its upstream (needs the right to manage it)',
    },
    ...kubectlOptions,
  },
  run: async (options, io) => {
    const deadline = startDeadline(parseDuration(options.timeout, '--timeout'));
    const limit = pLimit(readConcurrency(options.concurrency));
    // Loaded here because it brings all row schemas, and --help needs none.
    const { readTagRequests } = await import('./read-tag-requests.ts');
    if (options.from === '-' && options.running === '-')
      throw usageError('--from and --running: only one of them can be stdin');
    const requests = await readTagRequests(options, io);
    if (requests.length === 0 && !options['allow-empty'])
      throw badInput(`${nothingFrom(options)}; --allow-empty takes that as it is`);
    refuseMisplacedOptions(options);
    const running =
      options.running === undefined
        ? undefined
        : await (await import('./running-digests.ts')).readRunning(options.running, io.stdin);
    const progress = createProgress(io.stderr, 'tags', options.quiet);
    // With nothing to look up, no source is opened, and nothing is loaded for it.
    const { rows, failed } =
      requests.length === 0
        ? { rows: [], failed: false }
        : await resolveAll(
            requests,
            await openSource({ options, requests, io, limit, deadline, passwordVariable: PASSWORD_VARIABLE }),
            {
              aliases: options.aliases ?? false,
              details: options.details ?? false,
              running,
              log: io.log,
              onProgress: progress.update,
            },
          );
    progress.end();
    await withOutput(options.output, io.stdout, (out) => writeRows(rows, out, rowFormat(options, io), view));
    return failed ? ExitCode.failed : ExitCode.done;
  },
});

const nothingFrom = ({ images, from }: { images?: string | undefined; from?: string | undefined }): string =>
  images === undefined ? `no image in the rows of ${from}` : `${images}: names no image`;

function readConcurrency(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw usageError(`--concurrency: "${text}" is not a number from 1 to 999`);
  return Number(text);
}
