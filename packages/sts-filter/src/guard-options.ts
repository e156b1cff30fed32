import type { Io, OptionTable } from '@patch-notebook-sts/core/cli/command';
import { words } from '@patch-notebook-sts/core/cli/option-values';
import { parseDuration } from '@patch-notebook-sts/core/cli/parse-duration';
import { usageError } from '@patch-notebook-sts/core/failure';
import { readHold } from '@patch-notebook-sts/core/rows/hold-list';
import type { Guards } from './guard.ts';
import type { AgeRule } from './image-age.ts';

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
  };
}

function platformOf(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9]+)?$/.test(text))
    throw usageError(`--platform: "${text}" is not a platform such as linux/amd64`);
  return text;
}
