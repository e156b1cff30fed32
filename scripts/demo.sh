#!/usr/bin/env bash
# Shows the whole job on an embedded cluster, recorded from a real one: the plan, the restarts, and that nothing is
# stale afterwards. Needs bash and Node 20.19 or newer, and kubectl: without it a dry run on saved files is all it shows.
#
#   demo.sh
#
# It takes half a minute the first time, touches no cluster of yours, and leaves nothing behind but dist and node_modules.
# Headings are bold on a terminal, unless NO_COLOR is set.
set -euo pipefail
cd "$(dirname "$0")/.."

case "$*" in
  '') ;;
  -h | --help)
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' scripts/demo.sh
    exit
    ;;
  *)
    echo 'usage: demo.sh; see --help' >&2
    exit 2
    ;;
esac

scripts/build.sh
export PATH="$PWD/dist/bin:$PATH"

bold= plain=
if [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM-dumb}" != dumb ]; then bold=$'\033[1m' plain=$'\033[0m'; fi
say() { printf '\n%s# %s%s\n' "$bold" "$*" "$plain"; }
next() {
  say 'What to do next'
  cat <<'END'
Your own cluster, as a dry run that changes nothing (README.md, "Try it on your cluster"):
  export PATH="$PWD/dist/bin:$PATH"
  sts-list
Install the commands, or run them as a CronJob: docs/installing.md, docs/cronjob.md
END
}

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
  next
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
next
