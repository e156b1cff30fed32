import { stringify } from 'yaml';

/** What a template sees: `.Values`, `.Release`, and within `with` and `range` the value itself. */
type Dot = unknown;

type Part = { text: string } | { output: string } | { block: string; over: string; body: Part[] };

/**
 * Renders a template of Helm, as far as our chart's language goes: a path, `toYaml PATH`, `| nindent N`, and `if`, `with`
 * and `range` without `else`.
 * @throws Error for anything else, so that the chart keeps to what is checked here
 */
export function render(template: string, root: Dot): string {
  return renderAll(parse(tokens(template)), root);
}

/** Text and actions in turn; a dash within an action takes the blanks outside of it. */
function tokens(template: string): string[] {
  return template
    .replaceAll(/\s*\{\{- /g, '{{ ')
    .replaceAll(/ -\}\}\s*/g, ' }}')
    .split(/(\{\{ .*? \}\})/);
}

function parse(rest: string[], within = false): Part[] {
  const parts: Part[] = [];
  for (let token = rest.shift(); token !== undefined; token = rest.shift()) {
    const [, action] = /^\{\{ (.*) \}\}$/.exec(token) ?? [];
    const [, block, over] = /^(if|with|range) (.+)$/.exec(action ?? '') ?? [];
    if (action === 'end') {
      if (!within) throw new Error('an end without a beginning');
      return parts;
    }
    if (block !== undefined && over !== undefined) parts.push({ block, over, body: parse(rest, true) });
    else if (action !== undefined) parts.push({ output: action });
    else if (token.includes('{{')) throw new Error(`not understood: ${token}`);
    else parts.push({ text: token });
  }
  if (within) throw new Error('an end is missing');
  return parts;
}

const renderAll = (parts: Part[], dot: Dot): string => parts.map((part) => renderOne(part, dot)).join('');

function renderOne(part: Part, dot: Dot): string {
  if ('text' in part) return part.text;
  if ('output' in part) return outputOf(part.output, dot);
  const value = valueAt(part.over, dot);
  if (part.block === 'range') return (value as Dot[]).map((one) => renderAll(part.body, one)).join('');
  if (isEmpty(value)) return '';
  return renderAll(part.body, part.block === 'with' ? value : dot);
}

function outputOf(action: string, dot: Dot): string {
  const [, toYaml, path = '', indent] = /^(toYaml )?(\.\S*)(?: \| nindent (\d+))?$/.exec(action) ?? [];
  const value = valueAt(path, dot);
  const text = toYaml === undefined ? String(value) : stringify(value).trimEnd();
  return indent === undefined ? text : text.replaceAll(/^/gm, ' '.repeat(Number(indent))).replace(/^/, '\n');
}

/** @throws Error where there is nothing: a misspelt value must not be taken for an empty one */
function valueAt(path: string, dot: Dot): unknown {
  if (!/^\.[\w.]*$/.test(path)) throw new Error(`not understood: ${path}`);
  let value = dot;
  for (const key of path.split('.').filter(Boolean)) {
    if (typeof value !== 'object' || value === null || !(key in value))
      throw new Error(`no such value: ${path}`);
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** As Go's templates see it: false, zero, an empty text, list or map. */
function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return !value;
}
