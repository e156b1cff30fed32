import { runCommand } from '@patch-notebook-sts/core/cli/run-command';
import { command } from './command.ts';

// axios tries out node's fetch as it loads, although it sends through node:http; that loads all of undici, which takes
// half as long as node's own start.
for (const name of ['fetch', 'FormData', 'Headers', 'Request', 'Response']) {
  Object.defineProperty(globalThis, name, { value: undefined });
}

void runCommand(command);
