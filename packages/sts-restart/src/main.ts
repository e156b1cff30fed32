import { runCommand } from '@patch-notebook-sts/core/cli/run-command';
import { stsRestart } from './sts-restart.ts';

void runCommand(stsRestart);
