import { printable } from '@patch-notebook-sts/core/text/printable';
import { createTwoFilesPatch } from 'diff';
import type { FilePlan } from './plan-file.ts';

/** Longer lines are cut. */
const MAX_LINE = 2000;

/** The changes of all files as a unified diff for people; `patch` can't take it where a line was cut or made safe. */
export function diffText(plans: readonly FilePlan[]): string {
  return plans
    .filter(({ before, after }) => before !== after)
    .flatMap(({ file, before, after }) => {
      const patch = createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, {
        context: 3,
      });
      return patch.split('\n').filter((line) => line !== '' && !/^=+$/.test(line));
    })
    .map((line) => `${printable(line.replace(/\r$/, ''), MAX_LINE)}\n`)
    .join('');
}
