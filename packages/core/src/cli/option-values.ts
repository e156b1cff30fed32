import { usageError } from '../failure.ts';
import { LabelName } from '../kube/kube-names.ts';

/** The words of a repeatable option: `-n a -n b`, `-n a,b` and the environment's `a,b` say the same. */
export const words = (values: readonly string[] | undefined): string[] =>
  (values ?? [])
    .flatMap((value) => value.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** Refuses arguments beyond those that a command takes. */
export function refuseExtraArguments(count: number, args: readonly string[], command: string): void {
  if (args.length > count) throw usageError(`unexpected argument "${args[count]}"; see ${command} --help`);
}

/** A namespace's name, checked before it may reach a request path; a usage error else. */
export function namespaceName(name: string, option = '--namespace'): string {
  if (!LabelName.safeParse(name).success) throw usageError(`${option}: "${name}" is not a namespace's name`);
  return name;
}
