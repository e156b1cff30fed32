#!/usr/bin/env bash
# Updates the images in the manifests of a Git repository, and proposes the change in a pull request.
#
#   manifest-pull-request.sh [dry-run|execute] [--no-pr] FILE...
#
# FILE is a path in the repository, or a pattern that Git takes ('deploy/*/values.yaml'). Without execute it shows the
# change, and pushes nothing. --no-pr pushes the branch only, for servers without GitHub's API. Configured by the environment:
#   REPO     URL of the repository                                          (needed)
#   IMAGES   the rows of tag-digest                                         (2-images-with-tags.txt)
#   BASE     the branch to update                                           (the repository's default branch)
#   BRANCH   the branch of the pull request; one for each target            (manifest-update)
#   TITLE    the title of the pull request, and of its commit               (Update images)
#   CLONE    folder of the clone; one that is there is fetched into         (a temporary folder)
#   GH_REPO  [HOST/]OWNER/NAME at GitHub                                    (that of REPO)
# and by the variables of manifest-update (MANIFEST_UPDATE_TO, …) and of Git (GIT_COMMITTER_EMAIL, …). The token comes from
# GH_TOKEN, or for a server of your own from GH_ENTERPRISE_TOKEN; it needs to push and to write pull requests.
#
# The branch has one commit, made by the committer of this script; new content is a new commit on the present base. If
# somebody else has committed to it, it is left alone. The same content again pushes nothing, and is not proposed again
# when its pull request was closed.
#
# Exit status: 0 done, or nothing to do; 1 a tool or server failed, or the branch is somebody else's; 2 usage.
set -euo pipefail

say() { printf 'manifest-pull-request: %s\n' "$1" >&2; }
fail() {
  say "$2"
  exit "$1"
}

mode=dry-run
case ${1-} in
  dry-run | execute)
    mode=$1
    shift
    ;;
esac
pull_request=true
if [ "${1-}" = --no-pr ]; then
  pull_request=false
  shift
fi
[ $# -gt 0 ] || fail 2 'usage: manifest-pull-request.sh [dry-run|execute] [--no-pr] FILE...'
[ -n "${REPO-}" ] || fail 2 'REPO is not set: name the URL of the repository'
: "${IMAGES:=2-images-with-tags.txt}" "${BRANCH:=manifest-update}" "${TITLE:=Update images}"
[ -r "$IMAGES" ] || fail 2 "IMAGES=$IMAGES: cannot be read; write it with tag-digest"
images=$(cd "$(dirname "$IMAGES")" && pwd)/$(basename "$IMAGES")
git check-ref-format --branch "$BRANCH" >/dev/null 2>&1 || fail 2 "BRANCH=$BRANCH: not a name of a branch"

# Run from its repository, it takes the command that was built there.
command -v manifest-update >/dev/null || PATH="$PATH:$(cd "$(dirname "$0")/.." && pwd)/dist/bin"
need() { command -v "$1" >/dev/null || fail 1 "$1: command not found; $2"; }
need git 'install it'
need manifest-update 'run scripts/build.sh, or put the commands on PATH'
if $pull_request && [ "$mode" = execute ]; then need gh 'install it, or give --no-pr'; fi

export GIT_TERMINAL_PROMPT=0
export GIT_COMMITTER_NAME="${GIT_COMMITTER_NAME:-patch-notebook-sts}"
export GIT_COMMITTER_EMAIL="${GIT_COMMITTER_EMAIL:-patch-notebook-sts@localhost}"
export GIT_AUTHOR_NAME="${GIT_AUTHOR_NAME:-$GIT_COMMITTER_NAME}" GIT_AUTHOR_EMAIL="${GIT_AUTHOR_EMAIL:-$GIT_COMMITTER_EMAIL}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clone=${CLONE:-$work/clone}
# gh hands the token from the environment to Git, which asks for it only over https. A token in the URL would be on a
# command line.
case $REPO in
  http*://*@* | *://*:*@*) fail 2 'REPO has a password; leave it out, and set GH_TOKEN' ;;
esac
credentials=(-c credential.helper=)
if command -v gh >/dev/null; then credentials+=(-c 'credential.helper=!gh auth git-credential'); fi
remote() { git -C "$clone" "${credentials[@]}" "$@"; }

if [ -e "$clone/.git" ]; then
  [ "$(git -C "$clone" remote get-url origin)" = "$REPO" ] || fail 2 "CLONE=$clone: is a clone of something else than REPO"
  remote fetch -q --prune origin '+refs/heads/*:refs/remotes/origin/*'
  git -C "$clone" "${credentials[@]}" remote set-head origin --auto >/dev/null
else
  git "${credentials[@]}" clone -q --no-checkout -- "$REPO" "$clone"
fi
base=${BASE:-$(git -C "$clone" symbolic-ref --short refs/remotes/origin/HEAD | sed 's#^origin/##')}
git -C "$clone" rev-parse -q --verify "refs/remotes/origin/$base" >/dev/null || fail 1 "$REPO has no branch $base"
[ "$base" != "$BRANCH" ] || fail 2 "BRANCH=$BRANCH is the branch to update; name another"

there=$(git -C "$clone" rev-parse -q --verify "refs/remotes/origin/$BRANCH" || :)
if [ -n "$there" ]; then
  others=$(git -C "$clone" log --format=%ce "refs/remotes/origin/$base..$there" | grep -vxF "$GIT_COMMITTER_EMAIL" | sort -u | paste -sd ' ' || :)
  [ -z "$others" ] || fail 1 "$BRANCH has commits of $others, and is left alone; merge it, delete it, or name another BRANCH"
fi

# A work tree of its own: that of CLONE may be somebody's.
tree=$work/tree
git -C "$clone" worktree add -q --detach "$tree" "refs/remotes/origin/$base"
trap 'git -C "$clone" worktree remove --force "$tree" 2>/dev/null || :; rm -rf "$work"' EXIT
# Only plain files of the repository: a link could lead out of it.
files=()
while IFS= read -r -d '' entry; do
  case $entry in 100*) files+=("${entry#*$'\t'}") ;; esac
done < <(git -C "$tree" ls-files -sz -- "$@")
[ ${#files[@]} -gt 0 ] || fail 2 "$base has no file at $*"

cd "$tree"
manifest-update --quiet --format table --images "$images" -- "${files[@]}" > "$work/table"
manifest-update execute --quiet --images "$images" -o "$work/rows" -- "${files[@]}"
git add -u
if git diff --cached --quiet; then
  say "$base is up to date; there is nothing to propose"
  exit 0
fi
if [ "$mode" = dry-run ]; then
  git --no-pager diff --cached
  say 'a dry run; say execute to push it'
  exit 0
fi
{
  printf 'What the tags of these images point to now, as manifest-update has found it:\n\n```\n'
  cat "$work/table"
  printf '```\n'
} > "$work/body"

patch_id() { git patch-id --stable | cut -d ' ' -f 1; }
# Whether the branch has this very change, be it on an older base: a push would only ask the reviewers again.
is_there() {
  [ -n "$there" ] && ! git merge-base --is-ancestor "$there" HEAD &&
    [ "$(git diff "$there^" "$there" | patch_id)" = "$(git diff --cached | patch_id)" ]
}
if is_there; then
  say "$BRANCH has this content already"
  pushed=false
else
  printf '%s\n\n' "$TITLE" | cat - "$work/body" | git -c core.hooksPath=/dev/null commit -q -F -
  # The lease is on what was fetched: a branch that has moved since then, or has appeared, is not overwritten.
  git "${credentials[@]}" push -q --no-verify --force-with-lease="refs/heads/$BRANCH:$there" origin "HEAD:refs/heads/$BRANCH" ||
    fail 1 "$BRANCH could not be pushed; if somebody else has moved it meanwhile, run again"
  say "$BRANCH is pushed"
  pushed=true
fi
cat "$work/rows"
$pull_request || exit 0

repository=${GH_REPO:-$(sed -E 's#^([a-z]+://)?([^@/]*@)?([^:/]+)(:[0-9]+)?[:/](.*)$#\3/\5#; s#/$##; s#\.git$##' <<< "$REPO")}
case $repository in
  */*/*) host=${repository%%/*} name=${repository#*/} ;;
  */*) host='' name=$repository ;;
  *) fail 2 "GH_REPO=$repository: not [HOST/]OWNER/NAME" ;;
esac
api() { gh api ${host:+--hostname "$host"} "$@"; }
pulls() { api -X GET "repos/$name/pulls" -f "head=${name%%/*}:$BRANCH" -f "base=$base" -f "state=$1" --jq "$2"; }

number=$(pulls open '.[0].number // empty')
if ! $pushed; then
  if [ -n "$number" ]; then
    say "pull request $number has this content already"
    exit 0
  fi
  closed=$(pulls closed ".[] | select(.head.sha == \"$there\") | .number" | head -n 1)
  if [ -n "$closed" ]; then
    say "pull request $closed with this content was closed; it is not proposed again"
    exit 0
  fi
fi
if [ -z "$number" ]; then
  if api -X POST "repos/$name/pulls" -f "title=$TITLE" -f "head=$BRANCH" -f "base=$base" -F "body=@$work/body" \
    --jq .html_url > "$work/created" 2> "$work/error"; then
    say "opened $(cat "$work/created")"
    exit 0
  fi
  # Another run may have been faster.
  number=$(pulls open '.[0].number // empty')
  [ -n "$number" ] || fail 1 "no pull request for $BRANCH: $(paste -sd ' ' "$work/error")"
fi
api -X PATCH "repos/$name/pulls/$number" -f "title=$TITLE" -F "body=@$work/body" --jq '"manifest-pull-request: updated \(.html_url)"' >&2
