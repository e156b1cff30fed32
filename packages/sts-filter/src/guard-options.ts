import type { Io, OptionTable } from '@patch-notebook-sts/core/cli/command';
import { words } from '@patch-notebook-sts/core/cli/option-values';
import { parseDuration } from '@patch-notebook-sts/core/cli/parse-duration';
import type { Guards } from './guard.ts';
import { readHold } from './hold-list.ts';

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
} as const satisfies OptionTable;

/** The values of `guardOptions`, as yargs gives them. */
export interface GuardOptions {
  'idle-for'?: string | undefined;
  'unknown-activity': Guards['unknownActivity'];
  'force-after'?: string | undefined;
  'allow-pull-policy'?: boolean | undefined;
  hold?: string[] | undefined;
}

/**
 * The guards that options ask for; a value of another form is a usage error (exit 2).
 * @param now milliseconds since the epoch
 */
export async function readGuards(options: GuardOptions, stdin: Io['stdin'], now: number): Promise<Guards> {
  const duration = (option: 'idle-for' | 'force-after') => {
    const text = options[option];
    return text === undefined ? undefined : parseDuration(text, `--${option}`);
  };
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
  };
}
