import { defineCommand, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { refuseExtraArguments } from '@patch-notebook-sts/core/cli/option-values';
import { parseDuration } from '@patch-notebook-sts/core/cli/parse-duration';
import { badInput, ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { startDeadline } from '@patch-notebook-sts/core/io/deadline';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { readRows } from '@patch-notebook-sts/core/io/read-rows';
import { type View, writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { openRegistryApi } from '@patch-notebook-sts/core/registry/open-registry-api';
import { registryOptions } from '@patch-notebook-sts/core/registry/registry-options';
import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { PairOutcome, type PairRow } from '@patch-notebook-sts/core/rows/pair-row';
import type { Colour } from '@patch-notebook-sts/core/text/table';
import pLimit from 'p-limit';
import { readEvidence } from './evidence.ts';
import { createJudge } from './judge.ts';
import { type PairResult, pairAll } from './pair-all.ts';
import { type Pair, readPairs } from './pairs.ts';

const PASSWORD_VARIABLE = 'IMAGE_PAIR_PASSWORD';
/** How many requests at a time. */
const CONCURRENCY = 8;
/** How many images at a time; each may have a layer in memory. */
const IMAGES = 4;

const colourOf = ({ outcome }: PairRow): Colour | undefined =>
  outcome === 'mismatched' ? 'red' : outcome === 'unknown' ? 'yellow' : undefined;

const view: View<PairRow> = {
  columns: [
    { title: 'IMAGE', value: (row) => `${row.repository}:${row.tag}` },
    { title: 'PARTNER', value: (row) => row.partner },
    { title: 'OUTCOME', value: (row) => row.outcome, colour: colourOf },
    { title: 'REASON', value: (row) => row.reason },
  ],
  name: (row) => `${row.repository}:${row.tag}`,
};

export const command = defineCommand({
  name: 'image-pair',
  usage: '--pairs FILE [options] [2-images-with-tags.txt]',
  summary:
    'Says which notebook images are built together with their partners, such as the image of their Dask workers. ' +
    'sts-filter --pairs restarts nothing onto the others.\n\n' +
    'Each line of FILE names the repository of a notebook and that of its partner, which has to have the same tag; ' +
    'PARTNER:TAG names another. They are a pair if both were built from the same revision, or, with --label or --file, if ' +
    'the notebook image names what the tag of its partner points to now.\n\n' +
    `The login is that of tag-digest. The password for --username comes from ${PASSWORD_VARIABLE} or --password-file.`,
  examples: [
    ['image-pair --pairs pairs.txt 2-images-with-tags.txt > 2-pairs.txt', 'compare the revisions'],
    ['image-pair --pairs pairs.txt --label org.example.worker 2-…', 'ask a label of the notebook image'],
    [
      'image-pair --pairs pairs.txt --file /pre-home/worker-template.yml --path .spec.containers[0].image 2-…',
      'ask a file in the notebook image',
    ],
  ],
  variables: [PASSWORD_VARIABLE],
  options: {
    pairs: { type: 'string', describe: 'file of pairs, one per line: NOTEBOOK PARTNER[:TAG]' },
    label: { type: 'string', describe: 'a label, or an annotation, of the notebook image names its partner' },
    file: { type: 'string', describe: 'a file in the notebook image names its partner' },
    path: {
      type: 'string',
      describe: 'with --file: where the name is in that YAML file; default: the file has nothing else',
    },
    timeout: { type: 'string', default: '2m', describe: 'time limit of the whole run; 0: no limit' },
    username: { type: 'string', describe: 'user name; only one registry may be queried' },
    'password-file': { type: 'string', describe: 'file with the password' },
    ...registryOptions,
  },
  run: async (options, io) => {
    const file = options._[0] ?? '-';
    refuseExtraArguments(1, options._, 'image-pair');
    if (options.pairs === undefined) throw usageError('give --pairs FILE; see image-pair --help');
    if (options.pairs === '-' && file === '-')
      throw usageError('only one of --pairs and the rows can be stdin');
    const evidence = readEvidence(options);
    const pairs = await readPairs(options.pairs, io.stdin);
    if (pairs.length === 0) throw badInput(`${options.pairs}: no pair`);
    const images: ImageRow[] = [];
    for await (const rows of readRows(file, io.stdin, ImageRow)) images.push(...rows.map(({ row }) => row));
    for (const { at, repository } of withoutImage(pairs, images))
      io.log.error(`${at}: no row is of ${repository}; is that meant?`);

    const repositories = pairs.flatMap(({ repository, partner }) => [repository, partner]);
    const deadline = startDeadline(parseDuration(options.timeout, '--timeout'));
    const limit = pLimit(CONCURRENCY);
    const context = { options, io, limit, deadline, passwordVariable: PASSWORD_VARIABLE };
    const judge = createJudge(await openRegistryApi(context, repositories), evidence);
    const results = await pairAll(images, pairs, judge, pLimit(IMAGES));

    const rows = results.map(({ row }) => row);
    for (const { repository, tag, partner, outcome, reason } of rows)
      if (outcome !== 'paired') io.log.error(`${repository}:${tag} and ${partner}: ${outcome}: ${reason}`);
    await withOutput(options.output, io.stdout, (out) => writeRows(rows, out, rowFormat(options, io), view));
    io.log.info(countLine(results));
    return results.some(({ failed }) => failed) ? ExitCode.failed : ExitCode.done;
  },
});

/** A misspelt notebook would be guarded by nothing. */
const withoutImage = (pairs: readonly Pair[], images: readonly ImageRow[]): Pair[] =>
  pairs.filter(({ repository }) => !images.some((image) => image.repository === repository));

function countLine(results: readonly PairResult[]): string {
  const counts = PairOutcome.options.flatMap((outcome) => {
    const count = results.filter(({ row }) => row.outcome === outcome).length;
    return count === 0 ? [] : `${count} ${outcome}`;
  });
  return counts.join(', ') || 'no image has a partner';
}
