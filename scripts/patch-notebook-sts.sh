#!/usr/bin/env bash
# The whole chain, as the CronJob runs it: list, look up, compare, restart.
#
#   patch-notebook-sts.sh [dry-run|execute]
#
# Without an argument it is a dry run. Configured by the environment:
#   TAGS      the long-lived tags, separated by blanks            (v1)
#   IMAGES    file of the repositories to watch, one per line     (images.txt)
#   WORKDIR   folder for the files between the stages             (the current one)
#   LOG       how stderr is written: text, or json for collectors (text)
# and by the variables of each command: STS_LIST_NAMESPACE, TAG_DIGEST_USERNAME, … (see their --help).
#
# Exit status: that of the stage that failed. When tag-digest failed for some images only, the others go on, and the
# status at the end still says 1.
set -eu
(set -o pipefail) 2>/dev/null && set -o pipefail

mode=${1-dry-run}
case $#:$mode in
  0:dry-run | 1:dry-run | 1:execute) ;;
  *)
    echo "patch-notebook-sts: usage: patch-notebook-sts.sh [dry-run|execute]" >&2
    exit 2
    ;;
esac

# Run from its repository, it takes the commands that were built there.
command -v sts-list >/dev/null || PATH="$PATH:$(cd "$(dirname "$0")/.." && pwd)/dist/bin"
command -v sts-list >/dev/null || {
  echo 'patch-notebook-sts: sts-list: command not found; run scripts/build.sh, or put the commands on PATH' >&2
  exit 1
}

: "${TAGS:=v1}" "${IMAGES:=images.txt}" "${WORKDIR:=.}" "${LOG:=text}"
export STS_LIST_LOG="$LOG" TAG_DIGEST_LOG="$LOG" STS_FILTER_LOG="$LOG" STS_RESTART_LOG="$LOG"

heading() {
  case $LOG in
    json)
      printf '{"time":"%s","level":"info","command":"patch-notebook-sts","message":"%s"}\n' \
        "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" >&2
      ;;
    *) printf '== %s\n' "$1" >&2 ;;
  esac
}
if [ ! -r "$IMAGES" ]; then
  echo "patch-notebook-sts: IMAGES=$IMAGES: cannot be read; list one repository per line there" >&2
  exit 2
fi
if ! mkdir -p "$WORKDIR" || [ ! -w "$WORKDIR" ]; then
  echo "patch-notebook-sts: WORKDIR=$WORKDIR: cannot be written" >&2
  exit 1
fi
containers=$WORKDIR/1-simple-output.txt
images=$WORKDIR/2-images-with-tags.txt
stale=$WORKDIR/3-statefulsets-to-restart.txt
decisions=$WORKDIR/3-decisions.txt
restarts=$WORKDIR/4-restarts.txt
summary=$WORKDIR/summary.md
# What an earlier run left must not be taken for this run's.
rm -f "$containers" "$images" "$stale" "$decisions" "$restarts" "$summary"

heading '1/4 list the notebooks: sts-list'
sts-list -o "$containers"

heading '2/4 ask the registry: tag-digest'
lookup=0
# shellcheck disable=SC2086 # one word per tag
tag-digest -o "$images" --images "$IMAGES" -- $TAGS || lookup=$?
if [ "$lookup" -ne 0 ] && { [ "$lookup" -ne 1 ] || [ ! -s "$images" ]; }; then
  exit "$lookup"
fi

heading '3/4 compare: sts-filter'
sts-filter -o "$stale" --decisions "$decisions" --summary "$summary" "$containers" "$images"

heading "4/4 restart ($mode): sts-restart"
# The journal lets a run that was killed, or stopped by a limit, go on; one that came to its end needs it no more.
journal=$WORKDIR/restarts.journal
# A shell that waits for a command in the foreground passes no signal on, and as process 1 of a container it is the one
# who gets them: so sts-restart runs beside it, and is waited for until it has really ended.
sts-restart "$mode" -o "$restarts" --journal "$journal" --summary "$summary.part" "$stale" &
child=$!
trap 'kill -s TERM "$child" 2>/dev/null || true' TERM
# Ctrl-C reaches it from the terminal by itself; a second one would end it at once.
trap : INT
restart=0
wait "$child" || restart=$?
while kill -0 "$child" 2>/dev/null; do
  restart=0
  wait "$child" || restart=$?
done
case $restart in
  0 | 1) rm -f "$journal" ;;
esac
if [ -e "$summary.part" ]; then
  { echo; cat "$summary.part"; } >> "$summary"
  rm -f "$summary.part"
fi
[ "$restart" -ne 0 ] || restart=$lookup
exit "$restart"
