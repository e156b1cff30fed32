import { runCommand } from '@patch-notebook-sts/core/cli/run-command';
import { stsFilter } from './sts-filter.ts';

void runCommand(stsFilter);
