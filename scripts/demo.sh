#!/usr/bin/env bash
# Shows the whole job on an embedded cluster, recorded from a real one: the plan, the restarts, and that nothing is
# stale afterwards. Needs bash and node; with kubectl it is the real one that runs.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/build.sh
export PATH="$PWD/dist/bin:$PATH"

say() { printf '\n\033[1m# %s\033[0m\n' "$*"; }

work=$(mktemp -d)
testbed=
finish() {
  [ -z "$testbed" ] || kill "$testbed" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

if ! command -v kubectl >/dev/null; then
  say 'kubectl is not installed: a dry run on saved stage files (fixtures/after) instead of a cluster'
  sts-filter -o "$work/3.txt" fixtures/after/1-simple-output.txt fixtures/after/2-images-with-tags.txt
  sts-filter --quiet --format table fixtures/after/1-simple-output.txt fixtures/after/2-images-with-tags.txt
  sts-restart dry-run "$work/3.txt"
  exit
fi

say 'An embedded cluster of 20 notebooks, and its registry, where the tag v1 of three images has moved'
dist/testbed/testbed fixtures/captures/after "$work/testbed" &
testbed=$!
for _ in $(seq 100); do
  [ ! -e "$work/testbed/env" ] || break
  kill -0 "$testbed"
  sleep 0.1
done
# shellcheck disable=SC1091
. "$work/testbed/env"
export TAGS=v1 IMAGES=fixtures/images.txt WORKDIR="$work"

say 'scripts/patch-notebook-sts.sh     (a dry run, since it is not told to execute)'
scripts/patch-notebook-sts.sh

say 'The plan, and the reason for every notebook'
sts-filter --quiet --format table "$work/1-simple-output.txt" "$work/2-images-with-tags.txt"

say 'scripts/patch-notebook-sts.sh execute'
scripts/patch-notebook-sts.sh execute
say 'Listed again: nothing is stale'
sts-list --quiet -o "$work/1-simple-output.txt"
sts-filter --format table "$work/1-simple-output.txt" "$work/2-images-with-tags.txt"
if [ -n "$(sts-filter --quiet "$work/1-simple-output.txt" "$work/2-images-with-tags.txt")" ]; then
  echo 'demo: something is still stale' >&2
  exit 1
fi
