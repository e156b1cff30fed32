import type { Described } from './describe.ts';

/** The words that a command's first argument may be. */
export type Words = readonly string[];

/**
 * What prints the values of an option, in any of the three shells. What can't be asked has none. In bash it has to stand in
 * single quotes: compgen would run what a context's name says, if it got the names rather than the command.
 */
const listed = (values: Described['values']): string =>
  typeof values === 'string' ? `$(${values.replace(/(?= \||$)/, ' 2>/dev/null')})` : values.join(' ');

/** bash: options, their values, else files. https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html */
export function bashCompletion(command: string, options: readonly Described[], words: Words): string {
  const name = `_${command.replaceAll('-', '_')}`;
  const namesOf = ({ name, alias }: Described) => [`--${name}`, ...(alias ? [`-${alias}`] : [])];
  const cases = options
    .filter(({ values }) => values.length > 0)
    .map(
      (option) =>
        `    ${namesOf(option).join(' | ')}) COMPREPLY=($(compgen -W '${listed(option.values)}' -- "$word")); return ;;\n`,
    );
  return `${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  case \${COMP_WORDS[COMP_CWORD-1]} in
${cases.join('')}  esac
  case $word in
    -*) COMPREPLY=($(compgen -W '${options.flatMap(namesOf).join(' ')}' -- "$word")) ;;
    *) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word") $(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F ${name} ${command}
`;
}

/**
 * zsh: https://zsh.sourceforge.io/Doc/Release/Completion-System.html. The text works as a file in `fpath`, whose call is
 * the completion, and when it is sourced.
 */
export function zshCompletion(command: string, options: readonly Described[], words: Words): string {
  const specs = options.map(({ name, alias, describe, values, takesValue }) => {
    const what = describe.replaceAll(/[[\]:'\\]/g, (character) =>
      character === "'" ? "'\\''" : `\\${character}`,
    );
    const action =
      typeof values === 'string'
        ? `{compadd -- ${listed(values)}}`
        : values.length > 0
          ? `(${listed(values)})`
          : '_files';
    const value = takesValue ? `:${name}:${action}` : '';
    const names = alias ? `'(-${alias} --${name})'{-${alias},--${name}}'` : `'--${name}`;
    return `    ${names}[${what}]${value}'`;
  });
  const first = words.length > 0 ? [`    '1:word:(${words.join(' ')})'`] : [];
  return `#compdef ${command}
_${command}() {
  _arguments \\
${[...specs, ...first, "    '*:file:_files'"].join(' \\\n')}
}
if [ "\${funcstack[1]}" = _${command} ]; then _${command} "$@"; else compdef _${command} ${command}; fi
`;
}

/** fish: https://fishshell.com/docs/current/completions.html */
export function fishCompletion(command: string, options: readonly Described[], words: Words): string {
  const quote = (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
  const lines = options.map(({ name, alias, describe, values, takesValue }) =>
    [
      `complete -c ${command} -l ${name}`,
      alias ? `-s ${alias}` : '',
      takesValue ? '-r' : '',
      values.length > 0 ? `-f -a ${quote(listed(values).replace(/^\$/, ''))}` : '',
      `-d ${quote(describe)}`,
    ]
      .filter(Boolean)
      .join(' '),
  );
  const first = words.map((word) => `complete -c ${command} -n __fish_is_first_arg -a ${word}`);
  return [...lines, ...first, ''].join('\n');
}
