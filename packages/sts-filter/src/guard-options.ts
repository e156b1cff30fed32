import type { Io, OptionTable } from '@patch-notebook-sts/core/cli/command';
import { words } from '@patch-notebook-sts/core/cli/option-values';
import { parseDuration } from '@patch-notebook-sts/core/cli/parse-duration';
import { usageError } from '@patch-notebook-sts/core/failure';
import { readRows } from '@patch-notebook-sts/core/io/read-rows';
import { readHold } from '@patch-notebook-sts/core/rows/hold-list';
import { PairRow } from '@patch-notebook-sts/core/rows/pair-row';
import type { Guards } from './guard.ts';
import type { AgeRule } from './image-age.ts';
import { unpairedBy } from './pairs.ts';
import { refuseEmpty } from './refuse-empty.ts';

/** The options that keep stale workloads from restarting, or let them through after all. */
export const guardOptions = {
  'idle-for': {
    type: 'string',
    describe: 'restart only notebooks that were idle for this long, such as 2h',
  },
  'unknown-activity': {
    choices: ['restart', 'skip'] as const,
    default: 'skip' as const,
    describe: 'with --idle-for: what to do when nothing is known about activity',
  },
  'force-after': {
    type: 'string',
    describe: 'with --idle-for: restart even active notebooks that have run longer than this, such as 14d',
  },
  'allow-pull-policy': {
    type: 'boolean',
    describe: 'also restart containers whose imagePullPolicy is not Always',
  },
  hold: {
    type: 'array',
    string: true,
    describe: 'restart nothing onto this digest, or onto a digest listed in this file (repeatable)',
  },
  'retry-canary': {
    type: 'boolean',
    describe: 'restart also onto an image that is ready in no workload which was restarted for it',
  },
  'min-image-age': {
    type: 'string',
    describe: 'restart only onto images that are at least this old, such as 24h',
  },
  'unknown-age': {
    choices: ['restart', 'skip'] as const,
    default: 'skip' as const,
    describe: 'with --min-image-age: what to do when the age of an image is not known',
  },
  seen: {
    type: 'string',
    writesFile: true,
    describe:
      'with --min-image-age: count from when this file first saw the tag there, and keep that file up to date',
  },
  'no-older': {
    type: 'boolean',
    describe: 'leave a tag alone that points to an image created before the one that runs',
  },
  pairs: {
    type: 'string',
    describe: 'restart nothing onto an image that is not paired by these rows of image-pair',
  },
  announced: {
    type: 'string',
    describe:
      'restart only what sts-announce announced at least this long ago, such as 48h, for this very digest, and whose date has come',
  },
  'to-announce': {
    type: 'string',
    writesFile: true,
    describe:
      'with --announced: write the rows of what waits for its announcement, or for its date, to this file, for sts-announce',
  },
  platform: {
    type: 'string',
    describe: 'platform of all nodes, such as linux/amd64: leave alone what is unchanged for that platform',
  },
} as const satisfies OptionTable;

/** The values of `guardOptions`, as yargs gives them. */
export interface GuardOptions {
  'idle-for'?: string | undefined;
  'unknown-activity': Guards['unknownActivity'];
  'force-after'?: string | undefined;
  'allow-pull-policy'?: boolean | undefined;
  hold?: string[] | undefined;
  'min-image-age'?: string | undefined;
  'unknown-age'?: AgeRule['unknownAge'];
  seen?: string | undefined;
  'no-older'?: boolean | undefined;
  pairs?: string | undefined;
  'allow-empty'?: boolean | undefined;
  announced?: string | undefined;
  'to-announce'?: string | undefined;
  platform?: string | undefined;
}

/**
 * The guards that options ask for; a value of another form is a usage error (exit 2).
 * @param now milliseconds since the epoch
 */
export async function readGuards(options: GuardOptions, stdin: Io['stdin'], now: number): Promise<Guards> {
  const duration = (option: 'idle-for' | 'force-after' | 'min-image-age' | 'announced') => {
    const text = options[option];
    return text === undefined ? undefined : parseDuration(text, `--${option}`);
  };
  const platform = platformOf(options.platform);
  const minAgeMs = duration('min-image-age');
  if (options.seen !== undefined && minAgeMs === undefined) throw usageError('--seen: needs --min-image-age');
  if (options.seen === '-') throw usageError('--seen: needs a file that is kept');
  const pairs =
    options.pairs === undefined
      ? undefined
      : await readPairs(options.pairs, options['allow-empty'] ?? false, stdin);
  const { announced } = options;
  const noticeMs = duration('announced');
  if (options['to-announce'] !== undefined && noticeMs === undefined)
    throw usageError('--to-announce: needs --announced');
  return {
    now,
    idleForMs: duration('idle-for'),
    unknownActivity: options['unknown-activity'],
    forceAfterMs: duration('force-after'),
    activityRule:
      options['idle-for'] === undefined
        ? {}
        : {
            idleFor: options['idle-for'],
            unknownActivity: options['unknown-activity'],
            forceAfter: options['force-after'],
          },
    allowPullPolicy: options['allow-pull-policy'] ?? false,
    hold: await readHold(words(options.hold), stdin),
    ...(platform === undefined ? {} : { platform }),
    ...(minAgeMs === undefined ? {} : { age: { minAgeMs, unknownAge: options['unknown-age'] ?? 'skip' } }),
    ...(announced === undefined || noticeMs === undefined
      ? {}
      : { notice: { ms: noticeMs, text: announced } }),
    ...(options['no-older'] ? { noOlder: true } : {}),
    ...(pairs === undefined ? {} : { whyUnpaired: unpairedBy(pairs) }),
  };
}

async function readPairs(file: string, allowEmpty: boolean, stdin: Io['stdin']): Promise<PairRow[]> {
  if (file === '-') throw usageError('--pairs: needs a file');
  const pairs: PairRow[] = [];
  for await (const rows of readRows(file, stdin, PairRow)) pairs.push(...rows.map(({ row }) => row));
  // Without a row it would let everything through.
  if (!allowEmpty) refuseEmpty(file, pairs.length, 'image-pair');
  return pairs;
}

function platformOf(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9]+)?$/.test(text))
    throw usageError(`--platform: "${text}" is not a platform such as linux/amd64`);
  return text;
}
