import type { Described } from './describe.ts';

/** The words that a command's first argument may be. */
export type Words = readonly string[];

/** bash: options, their choices, else files. https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html */
export function bashCompletion(command: string, options: readonly Described[], words: Words): string {
  const name = `_${command.replaceAll('-', '_')}`;
  const flags = options.flatMap((option) => [
    `--${option.name}`,
    ...(option.alias ? [`-${option.alias}`] : []),
  ]);
  const cases = options
    .filter(({ choices }) => choices.length > 0)
    .map(
      ({ name, choices }) =>
        `    --${name}) COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$word")); return ;;\n`,
    );
  return `${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  case \${COMP_WORDS[COMP_CWORD-1]} in
${cases.join('')}  esac
  case $word in
    -*) COMPREPLY=($(compgen -W '${flags.join(' ')}' -- "$word")) ;;
    *) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word") $(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F ${name} ${command}
`;
}

/** zsh: https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
export function zshCompletion(command: string, options: readonly Described[], words: Words): string {
  const specs = options.map(({ name, alias, describe, choices, takesValue }) => {
    const what = describe.replaceAll(/[[\]:'\\]/g, (character) =>
      character === "'" ? "'\\''" : `\\${character}`,
    );
    const value = !takesValue
      ? ''
      : choices.length > 0
        ? `:${name}:(${choices.join(' ')})`
        : `:${name}:_files`;
    const names = alias ? `'(-${alias} --${name})'{-${alias},--${name}}'` : `'--${name}`;
    return `  ${names}[${what}]${value}'`;
  });
  const first = words.length > 0 ? [`  '1:word:(${words.join(' ')})'`] : [];
  return `#compdef ${command}
_arguments \\
${[...specs, ...first, "  '*:file:_files'"].join(' \\\n')}
`;
}

/** fish: https://fishshell.com/docs/current/completions.html */
export function fishCompletion(command: string, options: readonly Described[], words: Words): string {
  const quote = (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
  const lines = options.map(({ name, alias, describe, choices, takesValue }) =>
    [
      `complete -c ${command} -l ${name}`,
      alias ? `-s ${alias}` : '',
      takesValue ? '-r' : '',
      choices.length > 0 ? `-f -a ${quote(choices.join(' '))}` : '',
      `-d ${quote(describe)}`,
    ]
      .filter(Boolean)
      .join(' '),
  );
  const first = words.map((word) => `complete -c ${command} -n __fish_is_first_arg -a ${word}`);
  return [...lines, ...first, ''].join('\n');
}
