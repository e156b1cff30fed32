import { runCommand } from '@patch-notebook-sts/core/cli/run-command';
import { stsList } from './sts-list.ts';

void runCommand(stsList);
