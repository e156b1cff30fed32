import { defineCommand, rowFormat } from '@patch-notebook-sts/core/cli/command';
import { readMode } from '@patch-notebook-sts/core/cli/mode-and-file';
import { refuseExtraArguments, words } from '@patch-notebook-sts/core/cli/option-values';
import { parseDuration } from '@patch-notebook-sts/core/cli/parse-duration';
import { badInput, ExitCode, usageError } from '@patch-notebook-sts/core/failure';
import { startDeadline } from '@patch-notebook-sts/core/io/deadline';
import { withOutput } from '@patch-notebook-sts/core/io/output';
import { writeRows } from '@patch-notebook-sts/core/io/write-rows';
import { artifactoryOptions } from '@patch-notebook-sts/core/registry/artifactory-options';
import { createImageLookup } from '@patch-notebook-sts/core/registry/image-lookup';
import { registryOptions } from '@patch-notebook-sts/core/registry/registry-options';
import { readHold } from '@patch-notebook-sts/core/rows/hold-list';
import pLimit from 'p-limit';
import { execute } from './execute.ts';
import { openTags, readSource } from './open-tags.ts';
import { readExpected } from './plan/expected.ts';
import { planPromotion } from './plan/plan-promotion.ts';
import { planUndo, readUndo } from './plan/plan-undo.ts';
import type { Planned } from './plan/planned.ts';
import { readPromotion } from './read-promotion.ts';
import { readRepositories } from './read-repositories.ts';
import { outcomes, type PromoteRow, view } from './rows/promote-row.ts';

const PASSWORD_VARIABLE = 'TAG_PROMOTE_PASSWORD';

const NOT_WITH_UNDO = ['images', 'image', 'expect', 'no-older', 'allow-fewer-platforms', 'hold'] as const;

/** How many repositories are looked up at a time. */
const CONCURRENCY = 8;

export const command = defineCommand({
  name: 'tag-promote',
  usage: '[dry-run|execute] SOURCE TARGET --images FILE [options]',
  words: ['dry-run', 'execute'],
  summary:
    'Makes the tag TARGET point to what SOURCE points to, in each repository: the same bytes under another tag. Without the ' +
    'word execute it only says what it would do.\n\n' +
    'All repositories are looked up and compared first; if one is refused, none is written. The digest that TARGET had keeps ' +
    'a name, TARGET-previous.\n\n' +
    `The login is that of tag-digest, with push permission. The password for --username comes from ${PASSWORD_VARIABLE} or ` +
    '--password-file. With --source az or jfrog that login only reads; az writes with its own, and jfrog with JF_ACCESS_TOKEN, ' +
    '--token-file, --username, or JF_USER and JF_PASSWORD.',
  examples: [
    ['tag-promote w_2022_40 recommended --images images.txt > plan.txt', 'see what would be promoted'],
    [
      'tag-promote execute w_2022_40 recommended --images images.txt --expect plan.txt > promoted.txt',
      'promote it, if all is as it was then',
    ],
    ['tag-promote execute --undo promoted.txt', 'bring the tags back to where they were'],
  ],
  variables: [PASSWORD_VARIABLE],
  options: {
    images: { type: 'string', describe: 'file of repositories, one per line' },
    image: { type: 'array', string: true, describe: 'promote in this repository (repeatable)' },
    expect: {
      type: 'string',
      describe: 'promote only if TARGET is this digest now, or if the rows of this dry run are still true',
    },
    backup: {
      type: 'string',
      default: '-previous',
      mayBeEmpty: true,
      describe: "keep TARGET's old digest under this suffix; empty: keep no name for it",
    },
    'no-older': { type: 'boolean', describe: 'refuse an image that was created before the present one' },
    'allow-fewer-platforms': {
      type: 'boolean',
      describe: 'also promote an image that misses platforms of the present one',
    },
    hold: {
      type: 'array',
      string: true,
      describe: 'refuse this digest, or the digests listed in this file (repeatable)',
    },
    undo: {
      type: 'string',
      describe: 'bring tags back to where they were before the run that wrote these rows',
    },
    source: {
      type: 'string',
      default: 'registry',
      describe:
        'how to write: registry, az (az acr import, with the login of az), or jfrog (promotion in Artifactory)',
    },
    timeout: { type: 'string', default: '2m', describe: 'time limit of the whole run; 0: no limit' },
    username: { type: 'string', describe: 'user name; only one registry may be written to' },
    'password-file': { type: 'string', describe: 'file with the password' },
    ...artifactoryOptions,
    ...registryOptions,
  },
  finishesOnSignal: true,
  run: async (options, io) => {
    const { mode, rest } = readMode(['dry-run', 'execute'], options._, ['tag-promote', 'SOURCE TARGET']);
    const source = readSource(options.source, options);
    const { undo } = options;
    const promotion = undo === undefined ? readPromotion(rest, options.backup) : undefined;
    if (undo !== undefined) {
      refuseExtraArguments(0, rest, 'tag-promote');
      const ignored = NOT_WITH_UNDO.find((option) => options[option] !== undefined);
      if (ignored !== undefined) throw usageError(`--undo takes all from its rows; leave out --${ignored}`);
    }
    const undone = undo === undefined ? [] : await readUndo(undo, io.stdin);
    const repositories =
      undo === undefined
        ? await readRepositories(options.image, options.images, io.stdin)
        : undone.map(({ repository }) => repository);
    if (repositories.length === 0)
      throw undo === undefined
        ? usageError('no repository: give --images or --image; see tag-promote --help')
        : badInput(`${undo}: no row that moved a tag`);

    const deadline = startDeadline(parseDuration(options.timeout, '--timeout'));
    const limit = pLimit(CONCURRENCY);
    const { api, tags } = await openTags(
      source,
      { options, io, limit, deadline, passwordVariable: PASSWORD_VARIABLE },
      repositories,
      mode === 'dry-run' ? undefined : undo === undefined ? 'tags' : 'tags, and deletes',
    );
    let planned: Planned[];
    if (promotion === undefined) planned = await Promise.all(undone.map((row) => planUndo(row, tags)));
    else {
      const rules = {
        expected: await readExpected(options.expect, promotion, io.stdin),
        hold: await readHold(words(options.hold), io.stdin),
        allowFewerPlatforms: options['allow-fewer-platforms'] ?? false,
        noOlder: options['no-older'] ?? false,
      };
      const lookup = createImageLookup(api);
      planned = await Promise.all(
        repositories.map((repository) => planPromotion(repository, promotion, rules, tags, lookup)),
      );
    }

    const rows: PromoteRow[] = [];
    // An undo brings back what it can.
    const refused = undo === undefined && planned.some(({ row }) => isTrouble(row));
    const all = async function* () {
      const ended =
        mode === 'execute' && !refused
          ? execute(planned, tags, undo !== undefined, io.signal)
          : planned.map(({ row }) => row);
      for await (const row of ended) {
        rows.push(row);
        if (isTrouble(row)) io.log.error(`${row.repository}:${row.tag}: ${row.outcome}: ${row.reason}`);
        yield row;
      }
    };
    await withOutput(options.output, io.stdout, (out) => writeRows(all(), out, rowFormat(options, io), view));
    const nothing = mode === 'execute' && refused ? '; nothing was written' : '';
    io.log.info(countLine(rows) + nothing + (mode === 'dry-run' ? '; say execute to do it' : ''));
    if (rows.some(({ outcome }) => outcome === 'failed' || outcome === 'lost-race')) return ExitCode.failed;
    return rows.some(isTrouble) ? ExitCode.stopped : ExitCode.done;
  },
});

const isTrouble = ({ outcome }: PromoteRow): boolean =>
  outcome === 'refused' || outcome === 'failed' || outcome === 'lost-race';

function countLine(rows: readonly PromoteRow[]): string {
  const counts = outcomes.flatMap((outcome) => {
    const count = rows.filter((row) => row.outcome === outcome).length;
    return count === 0 ? [] : `${count} ${outcome}`;
  });
  return counts.join(', ');
}
