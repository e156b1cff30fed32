import { basename } from 'node:path';
import { groupBy } from '@patch-notebook-sts/core/group-by';
import { namedPlace } from './at-path.ts';
import { explicitReference } from './explicit-reference.ts';
import type { Place, Value } from './place.ts';
import type { Search } from './search.ts';

/** Whether a file has lines of `key=value`, as kustomize's `envs` read them: `params.env`, `.env.prod`. */
export const isEnvFile = (file: string): boolean => /(?:^\.env(?:\.|$)|\.env$)/.test(basename(file));

const LINE =
  /^([ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*)(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#"'][^\s#]*))(?=(?:[ \t]+#.*|[ \t]*)\r?$)/gm;

/** Every value of an env file that stands on one line. */
export const readEnv = (text: string): Value[] =>
  [...text.matchAll(LINE)].map((found) => {
    const [whole, before = '', key = '', double, single, plain] = found;
    return {
      path: key,
      start: found.index + before.length,
      end: found.index + whole.length,
      style: double !== undefined ? 'double' : single !== undefined ? 'single' : 'plain',
      text: double ?? single ?? plain ?? '',
    };
  });

/** The places of an env file: values that as a whole are references, and those that `--at` names. */
export function findEnvPlaces(text: string, { isListed, at }: Search): Place[] {
  const values = readEnv(text);
  const lines = groupBy(values, ({ path }) => path);
  return values.flatMap((one) => {
    // Which of them counts depends on who reads the file; kustomize refuses it.
    const isAlone = lines.get(one.path)?.length === 1;
    const value = isAlone ? one : { ...one, trouble: `${one.path} is on more than one line` };
    const repository = at.get(value.path) ?? explicitReference(value.text)?.repository ?? '';
    if (!at.has(value.path) && !isListed(repository)) return [];
    return [{ ...namedPlace(value, repository, new Map()), isNamed: at.has(value.path) }];
  });
}
