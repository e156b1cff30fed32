import type { Described } from './describe.ts';

/** What a manual page says apart from the options. */
export interface Manual {
  name: string;
  usage: string;
  summary: string;
  examples: readonly (readonly [line: string, what: string])[];
  version: string;
}

/** Text that roff takes as it is: a backslash, a hyphen and a leading dot mean something to it. */
const plain = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^([.'])/gm, '\\&$1');

/** A manual page of section 1: https://man7.org/linux/man-pages/man7/man-pages.7.html */
export function manPage(
  { name, usage, summary, examples, version }: Manual,
  options: readonly Described[],
): string {
  const [first = ''] = summary.split(/[.:]/);
  const option = ({ name, alias, describe, choices, takesValue, preset }: Described) => {
    const value = choices.length > 0 ? ` ${choices.join('|')}` : takesValue ? ' VALUE' : '';
    const more = preset === undefined ? '' : ` (default: ${preset})`;
    return `.TP\n.B ${plain(`${alias ? `-${alias}, ` : ''}--${name}${value}`)}\n${plain(describe + more)}\n`;
  };
  return `.TH ${name.toUpperCase()} 1 "" "patch-notebook-sts ${version}"
.SH NAME
${plain(name)} \\- ${plain(first)}
.SH SYNOPSIS
.B ${plain(name)}
${plain(usage)}
.SH DESCRIPTION
${plain(summary)}
.SH OPTIONS
${options.map(option).join('')}.SH EXAMPLES
${examples.map(([line, what]) => `.TP\n.B ${plain(line)}\n${plain(what)}\n`).join('')}.SH "EXIT STATUS"
0 done, 1 a tool or server failed, 2 usage, 3 bad input, 4 stopped by a limit, 130 and 143 interrupted.
`;
}
