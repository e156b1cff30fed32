import { runCommand } from '@patch-notebook-sts/core/run-command';
import { stsList } from './sts-list.ts';

void runCommand(stsList);
