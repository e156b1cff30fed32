#!/usr/bin/env bash
# patch-notebook-sts.sh [dry-run|execute]
# patch-notebook-sts.sh completion bash|zsh|fish
#
# The whole chain, as the CronJob runs it: list, look up, compare, restart. Without an argument it is a dry run.
# completion prints what a shell needs to complete this and all commands: source <(patch-notebook-sts completion bash)
#
# Configured by the environment:
#   TAGS      the long-lived tags, separated by blanks            (v1)
#   IMAGES    file of the repositories to watch, one per line     (images.txt)
#   WORKDIR   folder for the files between the stages             (the current one)
#   LOG       format of stderr: text, or json for log collectors  (text)
#   PREPULL   1: pull the new images first, and restart only the  (0)
#             workloads whose nodes have them (image-prepull)
#   PAIRS     file of notebooks and the partners that they are    (not)
#             built with: others are left alone (image-pair)
#   ANNOUNCE  a length of time such as 48h: announce restarts     (not)
#             first, and restart only what was announced so long
#             before (sts-announce)
# and by the variables of each command: STS_LIST_NAMESPACE, TAG_DIGEST_USERNAME, … (see their --help).
#
# Where TAGS and IMAGES are both set and empty, all that the listed workloads use is looked up. That needs a selector
# of yours, STS_LIST_SELECTOR, because any image whose tag has moved is stale then.
#
# STS_FILTER_STRICT is true unless you say otherwise: a listed image that nothing uses, or a tag that exists nowhere, is
# a failure. What is stale restarts nevertheless.
#
# The outcomes go to 4-restarts.txt in WORKDIR, and to stdout unless that is a terminal. summary.md and report.html there
# are for people.
#
# Exit status: that of the stage that failed. When tag-digest failed for some images only, image-prepull for some
# nodes, or sts-announce for some owners, the others go on, and the status at the end still says 1.
set -eu
CDPATH=
(set -o pipefail) 2>/dev/null && set -o pipefail

# As process 1 of a container this shell alone gets the signals, and without traps it would ignore them. It hands SIGTERM
# on to the stage that runs, and starts none after it. Ctrl-C reaches the stage from the terminal by itself.
interrupted= caught= child= number=0
received=0 sent=0
trap 'caught=1 interrupted=143 received=$((received + 1)); hand_on' TERM
trap 'caught=1 interrupted=130' INT
hand_on() {
  [ -n "$child" ] || return 0
  while [ "$sent" -lt "$received" ]; do
    sent=$((sent + 1))
    kill -s TERM "$child" 2>/dev/null || :
  done
}

# stage HEADING COMMAND...: runs a stage, and returns its exit status. The command runs in the background and is waited
# for, because a shell runs no trap while a command is in the foreground.
stage() {
  [ -z "$interrupted" ] || return "$interrupted"
  number=$((number + 1))
  say info "$number/$stages $1"
  shift
  "$@" <&0 &
  child=$!
  hand_on
  while :; do
    caught= status=0
    wait "$child" || status=$?
    # A signal ends the wait before the stage; the status of one that has ended can be asked for again.
    [ -n "$caught" ] || break
  done
  child=
  return "$status"
}

# say LEVEL MESSAGE, on stderr
say() {
  case ${LOG-text}:$1 in
    json:*)
      printf '{"time":"%s","level":"%s","command":"patch-notebook-sts","message":"%s"}\n' \
        "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" "$(printf %s "$2" | sed 's/[\\"]/\\&/g' | tr '\n\t' '  ')" >&2
      ;;
    *:info) printf '== %s\n' "$2" >&2 ;;
    *) printf 'patch-notebook-sts: %s\n' "$2" >&2 ;;
  esac
}
# fail STATUS MESSAGE
fail() {
  say error "$2"
  exit "$1"
}
# stop STATUS: ends the run before its last stage
stop() {
  [ -z "$interrupted" ] || fail "$interrupted" 'interrupted; nothing was restarted'
  exit "$1"
}

mode=${1-dry-run}
case $#:$mode in
  0:dry-run | 1:dry-run | 1:execute | 1:--version) ;;
  2:completion)
    # The commands are in bin or dist/bin, and share is beside that.
    share=$(dirname "$(readlink -f "$0")")/../share
    case $2 in
      bash) files=$share/bash-completion/completions ;;
      zsh) files=$share/zsh/site-functions ;;
      fish) files=$share/fish/vendor_completions.d ;;
      *) fail 2 "completion $2: none of bash, zsh, fish" ;;
    esac
    cat "$files"/* || fail 1 'the completions are not beside the commands; see docs/installing.md'
    exit
    ;;
  1:-h | 1:--help)
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
    exit
    ;;
  *) fail 2 'usage: patch-notebook-sts.sh [dry-run|execute|completion SHELL]; see --help' ;;
esac

# Run from its repository, it takes the commands that were built there, or those beside it.
here=$(cd "$(dirname "$0")" && pwd)
command -v sts-list >/dev/null || PATH="$PATH:$here:$here/../dist/bin"
command -v sts-list >/dev/null ||
  fail 1 'sts-list: command not found; run scripts/build.sh, or put the commands on PATH'

[ "$mode" != --version ] || exec sts-list --version

: "${TAGS=v1}" "${IMAGES=images.txt}" "${PAIRS:=}" "${WORKDIR:=.}" "${LOG:=text}" "${PREPULL:=0}" "${STS_FILTER_STRICT=true}"
export STS_FILTER_STRICT
export STS_LIST_LOG="$LOG" TAG_DIGEST_LOG="$LOG" IMAGE_PAIR_LOG="$LOG" STS_FILTER_LOG="$LOG" IMAGE_PREPULL_LOG="$LOG"
export STS_ANNOUNCE_LOG="$LOG" STS_RESTART_LOG="$LOG" STS_REPORT_LOG="$LOG"
case $PREPULL in
  0 | 1) stages=$((4 + PREPULL)) ;;
  *) fail 2 "PREPULL=$PREPULL: neither 0 nor 1" ;;
esac
[ -z "$PAIRS" ] || stages=$((stages + 1))
case ${ANNOUNCE-}:$mode in
  :*) ;;
  *:execute) stages=$((stages + 2)) ;;
  *) stages=$((stages + 1)) ;;
esac
case $IMAGES:$TAGS in
  :) [ -n "${STS_LIST_SELECTOR-}" ] ||
    fail 2 'IMAGES and TAGS are empty, so every image would be looked up: say which workloads, by STS_LIST_SELECTOR' ;;
  :*) fail 2 'IMAGES is empty, but TAGS is not: name a file of repositories, or leave both empty' ;;
  *:) fail 2 'TAGS is empty, but IMAGES is not: name the tags, or leave both empty' ;;
esac
[ -z "$IMAGES" ] || [ -r "$IMAGES" ] || fail 2 "IMAGES=$IMAGES: cannot be read; list one repository per line there"

[ -z "$PAIRS" ] || [ -r "$PAIRS" ] || fail 2 "PAIRS=$PAIRS: cannot be read; list a notebook and its partner per line there"

# Who can write to WORKDIR decides what is restarted, and onto which image.
umask 077
mkdir -p "$WORKDIR" && folder=$(cd "$WORKDIR" && pwd -P) || fail 1 "WORKDIR=$WORKDIR: cannot be made or entered"
ours='name a folder that is yours alone, or one that does not exist yet'
[ -O "$folder" ] || fail 2 "WORKDIR=$WORKDIR: it belongs to somebody else; $ours"
[ -z "$(find "$folder" -prune \( -perm -020 -o -perm -002 \))" ] ||
  fail 2 "WORKDIR=$WORKDIR: others may write to it; $ours"
[ -w "$folder" ] || fail 1 "WORKDIR=$WORKDIR: cannot be written"

# The stages inherit the open file, and with it the lock: the kernel lets go of it when the last of them has ended,
# however that was.
if command -v flock >/dev/null; then
  exec 9>"$folder/.lock"
  # A run that was killed just now may not be gone yet.
  flock -n 9 || { sleep 1 && flock -n 9; } || fail 1 "WORKDIR=$WORKDIR: another run is at work there"
else
  say error 'flock: command not found; make sure yourself that no other run uses this WORKDIR'
fi

containers=$folder/1-simple-output.txt
images=$folder/2-images-with-tags.txt
paired=$folder/2-pairs.txt
stale=$folder/3-statefulsets-to-restart.txt
decisions=$folder/3-decisions.txt
prepulled=$folder/3-prepulled.txt
held=$folder/3-held.txt
waiting=$folder/3-to-announce.txt
announced=$folder/3-announced.txt
pulls=$folder/pulls.txt
restarts=$folder/4-restarts.txt
told=$folder/4-announced.txt
summary=$folder/summary.md
report=$folder/report.html
# What an earlier run left must not be taken for this run's.
rm -f "$report" "$summary.new" "$summary.part" "$containers" "$images" "$paired" "$stale" "$decisions" "$prepulled" "$held" \
  "$pulls" "$waiting" "$announced" "$restarts" "$told" "$summary"

# What kubectl speaks to, as the stages do by default: its context and the address, or in a pod that of the cluster.
cluster=$(kubectl config view --minify ${STS_LIST_KUBECONFIG:+--kubeconfig "$STS_LIST_KUBECONFIG"} \
  ${STS_LIST_CONTEXT:+--context "$STS_LIST_CONTEXT"} \
  -o 'jsonpath={.clusters[0].cluster.server} ({.current-context})' 2>/dev/null) || cluster=
[ "${cluster% ()}" != '' ] || cluster="https://${KUBERNETES_SERVICE_HOST-unknown}"
began=$(date +%s)
say info "$mode on ${cluster% ()}, $(date -u '+%Y-%m-%d %H:%M UTC')"

stage "list the notebooks: sts-list" sts-list -o "$containers" || stop $?

# What runs is looked up too: an index that has moved restarts nothing where its platforms stayed the same. How old images
# are is asked about where sts-filter wants to know. The two other sources can't say either.
case ${TAG_DIGEST_SOURCE:-registry} in
  registry)
    export TAG_DIGEST_RUNNING="${TAG_DIGEST_RUNNING-$containers}"
    [ -z "${STS_FILTER_MIN_IMAGE_AGE-}${STS_FILTER_NO_OLDER-}" ] ||
      export TAG_DIGEST_DETAILS="${TAG_DIGEST_DETAILS-true}"
    ;;
esac
lookup=0
# shellcheck disable=SC2086 # one word per tag
if [ -n "$IMAGES" ]; then set -- --images "$IMAGES" -- $TAGS; else set -- --from "$containers"; fi
stage "ask the registry: tag-digest" tag-digest -o "$images" "$@" || lookup=$?
case $lookup in
  0) ;;
  1) [ -s "$images" ] || stop 1 ;;
  *) stop "$lookup" ;;
esac

pair=0
if [ -n "$PAIRS" ]; then
  # It asks the same registries, so a login of its own is seldom needed.
  for option in USERNAME PASSWORD PASSWORD_FILE DOCKER_CONFIG PULL_SECRET INSECURE_HTTP CA_FILE; do
    eval "export IMAGE_PAIR_$option=\"\${IMAGE_PAIR_$option-\${TAG_DIGEST_$option-}}\""
  done
  stage "look at the partners: image-pair" image-pair --pairs "$PAIRS" -o "$paired" "$images" || pair=$?
  # With the file there, what could not be asked about is unknown, and sts-filter holds it.
  [ -e "$paired" ] || stop "$pair"
  export STS_FILTER_PAIRS="$paired"
fi

compared=0
stage "compare: sts-filter" \
  sts-filter -o "$stale" --decisions "$decisions" --summary "$summary" \
  ${ANNOUNCE:+--announced "$ANNOUNCE" --to-announce "$waiting"} "$containers" "$images" || compared=$?
# With the file there, the failure is one that --strict makes: what is stale restarts all the same.
[ -e "$stale" ] || stop "$compared"

# Before the restarts, which may take hours. Who is told now restarts in a later run.
announce=0
if [ -n "${ANNOUNCE-}" ]; then
  stage "announce what is to restart later ($mode): sts-announce" \
    sts-announce "$mode" -o "$announced" --at "$ANNOUNCE" "$waiting" || announce=$?
  case $announce in
    0 | 1) ;;
    *) stop "$announce" ;;
  esac
fi

prepull=0
if [ "$PREPULL" = 1 ]; then
  # The pods that pull keep the images from being deleted before they are used; however the run ends, it deletes them.
  [ "$mode" != execute ] || trap 'image-prepull clean || :' EXIT
  stage "pull the images ($mode): image-prepull" \
    image-prepull "$mode" -o "$prepulled" --held "$held" --pulls "$pulls" "$stale" || prepull=$?
  case $prepull in
    0 | 1) [ -e "$prepulled" ] || stop "$prepull" ;;
    *) stop "$prepull" ;;
  esac
  stale=$prepulled
fi

[ -z "$interrupted" ] || stop "$interrupted"
# The journal lets a run that was killed, or stopped by a limit, go on; one that came to its end needs it no more.
journal=$folder/restarts.journal
# A file that somebody changed must not move a notebook to another image, unless this run is to migrate.
case ${STS_FILTER_MIGRATE_TO-}:${STS_FILTER_FIX_PULL_POLICY-} in
  : | :[Ff]alse | :FALSE | :0 | :[Nn]o | :NO | :[Oo]ff | :OFF) ;;
  *) export STS_RESTART_MIGRATE=true ;;
esac
restart=0
stage "restart ($mode): sts-restart" \
  sts-restart "$mode" -o "$restarts" --journal "$journal" --summary "$summary.part" "$stale" || restart=$?
case $restart in
  0 | 1) rm -f "$journal" ;;
esac
tell=0
if [ -n "${ANNOUNCE-}" ] && [ "$mode" = execute ] && [ -e "$restarts" ]; then
  stage 'tell what became of it: sts-announce' \
    sts-announce execute -o "$told" --done "$restarts" || tell=$?
fi
end=0
for status in "$restart" "$lookup" "$pair" "$prepull" "$announce" "$tell" "$compared"; do
  [ "$end" -ne 0 ] || end=$status
done
case $end in
  0) words='all went well' ;;
  1) words='a tool, a server, a registry or a restart failed' ;;
  3) words='a list or a row looks like a mistake' ;;
  4) words='a limit stopped it' ;;
  130 | 143) words='it was interrupted' ;;
  *) words='see the log' ;;
esac
# What needs a person comes first: the restarts, then the comparison.
if [ -e "$summary.part" ]; then
  {
    printf '# %s on %s\n\n' "$mode" "${cluster% ()}"
    printf '%s, %s s. Exit status %s: %s.\n\n' "$(date -u '+%Y-%m-%d %H:%M UTC')" "$(($(date +%s) - began))" "$end" "$words"
    cat "$summary.part"
    echo
    cat "$summary"
  } > "$summary.new"
  mv "$summary.new" "$summary"
  rm -f "$summary.part"
fi
# The log of a pod outlives its folder.
if [ -e "$restarts" ] && [ ! -t 1 ]; then
  cat "$restarts" || :
fi
# A page for people: what keeps it from being made is said, and changes nothing.
if [ -e "$summary" ]; then
  sts-report --quiet -o "$report" "$folder" || :
fi
exit "$end"
