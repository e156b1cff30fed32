import { runCommand } from '@patch-notebook-sts/core/run-command';
import { tagDigest } from './tag-digest.ts';

void runCommand(tagDigest);
