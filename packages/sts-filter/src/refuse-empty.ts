import { badInput } from '@patch-notebook-sts/core/failure';

/** An empty file is what a stage leaves that failed or whose selector matched nothing; a run of it would be a success. */
export function refuseEmpty(file: string, count: number, command: string): void {
  if (count > 0) return;
  throw badInput(
    `${file === '-' ? 'stdin' : file}: no rows of ${command}; did it fail, or find nothing? --allow-empty takes it as it is`,
  );
}
