import { isMap, isScalar, parseDocument } from 'yaml';
import type { Style } from '../places/place.ts';

/**
 * A text in the quotes of the value that it replaces. One without quotes gets double quotes if YAML 1.1, which Helm and
 * kustomize read, or YAML 1.2 would read anything but this string: `1.10`, `0777`, `1e10`, `2022_40`, `yes`.
 */
export function quote(text: string, style: Style): string {
  if (style === 'single') return `'${text.replaceAll("'", "''")}'`;
  return style === 'double' || !isPlainString(text) ? JSON.stringify(text) : text;
}

/** The answers so far: a run writes the same few texts in many places. */
const known = new Map<string, boolean>();

/** Whether both versions of YAML read a text without quotes as this string. In a flow map the fewest texts pass. */
function isPlainString(text: string): boolean {
  const isPlain =
    known.get(text) ??
    (['1.1', '1.2'] as const).every((version) => {
      const { contents, errors, warnings } = parseDocument(`{k: ${text}}`, { version, logLevel: 'silent' });
      if (errors.length + warnings.length > 0 || !isMap(contents) || contents.items.length !== 1)
        return false;
      const value = contents.items[0]?.value;
      return isScalar(value) && value.type === 'PLAIN' && value.value === text;
    });
  known.set(text, isPlain);
  return isPlain;
}
