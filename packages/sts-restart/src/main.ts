import { runCommand } from '@patch-notebook-sts/core/run-command';
import { stsRestart } from './sts-restart.ts';

void runCommand(stsRestart);
