#!/usr/bin/env bash
# kubectl patch-notebook-sts [dry-run|execute]     runs the chain; see kubectl patch-notebook-sts --help
# kubectl patch-notebook-sts COMMAND [ARGUMENT...] runs one of its commands
set -eu

# Written by scripts/build.sh.
commands='@COMMANDS@'

# Where a link on PATH leads, as krew and npm make them: the commands are there.
here=$(dirname "$(readlink -f "$0")")
PATH=$here:$PATH

name=${1-}
case $name in
  '' | dry-run | execute | completion | --version) exec patch-notebook-sts "$@" ;;
  -h | --help)
    patch-notebook-sts --help | sed 's/patch-notebook-sts\.sh/kubectl patch-notebook-sts/'
    printf '\nOr one command alone, `kubectl patch-notebook-sts COMMAND --help`:\n  %s\n' "$commands"
    exit
    ;;
esac
for command in $commands; do
  [ "$name" != "$command" ] || exec "$@"
done
printf 'kubectl patch-notebook-sts: %s: no such command; use dry-run, execute, or one of: %s\n' "$name" "$commands" >&2
exit 2
