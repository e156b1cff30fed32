import { defineCommand, type Io, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { refuseExtraArguments } from '@patch-notebook-sts/core/cli/option-values';
import { parseDuration } from '@patch-notebook-sts/core/cli/parse-duration';
import { ExitCode, oneLineMessage, toolFailure, usageError } from '@patch-notebook-sts/core/failure';
import { startDeadline } from '@patch-notebook-sts/core/io/deadline';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { type View, writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { manifestHead, resolveManifest } from '@patch-notebook-sts/core/oci/resolve-manifest';
import { openRegistryApi } from '@patch-notebook-sts/core/registry/open-registry-api';
import type { RegistryOptions } from '@patch-notebook-sts/core/registry/registry-options';
import { registryOptions } from '@patch-notebook-sts/core/registry/registry-options';
import { parseReference, registryHost } from '@patch-notebook-sts/core/rows/reference';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import pLimit from 'p-limit';
import { baseChange } from './base-change.ts';
import { createGit } from './git.ts';
import { readLabels } from './labels.ts';
import { type Answer, labelOf, REVISION, sourceChange, unknown } from './source-change.ts';

const PASSWORD_VARIABLE = 'SOURCE_CHANGED_PASSWORD';

/** Whether an image is older than its source. */
interface ChangeRow {
  image: string;
  /** The commit that the image says it was built from. */
  revision: string | null;
  head: string;
  changed: boolean | null;
  reason: string;
}

const view: View<ChangeRow> = {
  columns: [
    { title: 'IMAGE', value: ({ image }) => image },
    { title: 'CHANGED', value: ({ changed }) => (changed === null ? 'unknown' : String(changed)) },
    { title: 'REASON', value: ({ reason }) => reason },
  ],
  name: ({ image }) => image,
};

export const command = defineCommand({
  name: 'source-changed',
  usage: '--image REPO:TAG --path DIR... [options]',
  summary:
    'Says whether the source of an image has changed since it was built, by the label org.opencontainers.image.revision and ' +
    'the Git tree of each path; and whether its base image has moved, by the labels org.opencontainers.image.base.*. ' +
    'Where that is not known, changed is null, and the image is to be built.\n\n' +
    `The login is that of tag-digest. The password for --username comes from ${PASSWORD_VARIABLE} or --password-file.`,
  examples: [
    ['source-changed --image ghcr.io/org/notebook:v1 --path images/notebook', 'see whether it has changed'],
    [
      'source-changed --exit-code --image ghcr.io/org/notebook:v1 --path images/notebook || make image',
      'build it if it has, or if that is not known',
    ],
  ],
  variables: [PASSWORD_VARIABLE],
  options: {
    image: { type: 'string', demandOption: true, describe: 'the image, with its tag' },
    path: {
      type: 'array',
      string: true,
      demandOption: true,
      describe: 'folder or file that the image is built from, relative to --repo (repeatable)',
    },
    repo: { type: 'string', default: '.', describe: 'folder of the Git repository, or one in it' },
    'exit-code': {
      type: 'boolean',
      describe: 'exit 4 unless nothing has changed',
    },
    timeout: { type: 'string', default: '2m', describe: 'time limit of the whole run; 0: no limit' },
    username: { type: 'string', describe: "user name at the image's registry" },
    'password-file': { type: 'string', describe: 'file with the password' },
    ...registryOptions,
  },
  run: async (options, io) => {
    refuseExtraArguments(0, options._, 'source-changed');
    const { repository, tag, digest } = parseReference(options.image) ?? {};
    const reference = digest ?? tag;
    if (repository === undefined || reference === undefined)
      throw usageError(`--image: "${options.image}" is not an image`);
    const wrong = options.path.find((path) => path.startsWith('/') || path === '');
    if (wrong !== undefined) throw usageError(`--path: "${wrong}" is not relative to --repo`);

    const git = createGit(options.repo, io);
    const head = await git.commit('HEAD');
    if (head === undefined) throw toolFailure(`--repo ${options.repo}: not a Git repository with a commit`);
    const registries = openRegistries(options, repository, io);
    let revision: string | undefined;
    let answer: Answer;
    let failed = false;
    try {
      const labels = await readLabels(await registries.own(), repository, reference);
      revision = labelOf(labels, REVISION);
      answer = await sourceChange(git, revision, head, options.path);
      const base = answer.changed === false ? await baseChange(labels, registries.resolve) : undefined;
      if (base !== undefined) answer = { ...base, reason: `${answer.reason}; ${base.reason}` };
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error;
      failed = error.code !== 'not-found';
      answer = unknown(`${error.code}: ${oneLineMessage(error)}`);
      io.log.error(answer.reason);
    }
    const row = { image: options.image, revision: revision ?? null, head, ...answer };
    await withOutput(options.output, io.stdout, (out) => writeRows([row], out, rowFormat(options, io), view));
    if (failed) return ExitCode.failed;
    return options['exit-code'] && answer.changed !== false ? ExitCode.stopped : ExitCode.done;
  },
});

/** How many requests at a time; an image has a few platforms. */
const CONCURRENCY = 4;

/** The registry of the image, and what a base image points to at its own, which doesn't get the login of the options. */
function openRegistries(options: RegistryOptions & { timeout: string }, repository: string, io: Io) {
  const deadline = startDeadline(parseDuration(options.timeout, '--timeout'));
  const limit = pLimit(CONCURRENCY);
  const open = (own: RegistryOptions, of: string) =>
    openRegistryApi({ options: own, io, limit, deadline, passwordVariable: PASSWORD_VARIABLE }, [of]);
  return {
    own: () => open(options, repository),
    resolve: async (base: string, tag: string) => {
      const { username: _, 'password-file': __, ...others } = options;
      const isSame = registryHost(base) === registryHost(repository);
      const manifests = (await open(isSame ? options : others, base)).manifests(base);
      const head = manifestHead(await manifests('HEAD', tag));
      return resolveManifest(head, manifests, tag, registryHost(base));
    },
  };
}
