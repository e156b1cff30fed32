import { runCommand } from '@patch-notebook-sts/core/cli/run-command';
import { command } from './command.ts';

void runCommand(command);
