import type { OptionTable } from '@patch-notebook-sts/core/cli/command';
import { usageError } from '@patch-notebook-sts/core/failure';
import { isTag } from '@patch-notebook-sts/core/rows/reference';
import type { Migration } from './migration.ts';

/** The options that move workloads to another tag or pull policy. */
export const migrationOptions = {
  'migrate-to': {
    type: 'string',
    describe: 'move containers of listed images to this tag if they are on another one',
  },
  'migrate-from': {
    type: 'string',
    describe: 'with --migrate-to: move only from tags that match this glob',
  },
  'fix-pull-policy': {
    type: 'boolean',
    describe: 'change the imagePullPolicy of listed images to Always',
  },
} as const satisfies OptionTable;

/** The values of `migrationOptions`, as yargs gives them. */
export interface MigrationOptions {
  'migrate-to'?: string | undefined;
  'migrate-from'?: string | undefined;
  'fix-pull-policy'?: boolean | undefined;
}

/** The migration that options ask for; what can't be a tag is a usage error (exit 2). */
export function readMigration(options: MigrationOptions): Migration {
  const { 'migrate-to': to, 'migrate-from': from, 'fix-pull-policy': fixPullPolicy = false } = options;
  if (to !== undefined && !isTag(to)) throw usageError(`--migrate-to: "${to}" is not a tag`);
  if (from !== undefined && to === undefined) throw usageError('--migrate-from: needs --migrate-to');
  return { to, from, fixPullPolicy };
}
