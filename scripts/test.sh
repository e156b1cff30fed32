#!/usr/bin/env bash
# Installs, type-checks, lints, builds and runs every test. The last line is "N passed, N failed".
#
#   test.sh [--quick|--integration]
#
# --quick runs only the tests that start no command: less than a minute. --integration adds those that take long (kills at many
# points, many notebooks, the bench, the demo), and those with Debian's docker-registry, skopeo, az, gh and Chromium, and with the
# image, which buildah builds; as root on Debian all of these are installed, and where one is missing its tests fail.
set -euo pipefail
cd "$(dirname "$0")/.."

quick=false integration=false
case "$*" in
  '') ;;
  --quick) quick=true ;;
  --integration) integration=true ;;
  *)
    echo "usage: test.sh [--quick|--integration]" >&2
    exit 2
    ;;
esac

# Installs Debian packages where that is possible; the tests themselves say what is missing where it isn't.
debian() {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing $* (apt)" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"; } >&2
  else
    echo "not found, and not root on Debian to install it: $*" >&2
  fi
}

wanted=(kubernetes-client:kubectl jq:jq)
$integration && wanted+=(docker-registry:docker-registry skopeo:skopeo zstd:zstd azure-cli:az gh:gh chromium:chromium)
missing=()
for one in "${wanted[@]}"; do
  $quick || command -v "${one#*:}" >/dev/null || missing+=("${one%:*}")
done
[ ${#missing[@]} = 0 ] || debian "${missing[@]}"

scripts/install.sh
# Beside each other: none of them needs what another makes.
{
  node_modules/.bin/tsc --noEmit
  node_modules/.bin/tsc --noEmit -p packages/sts-report/src/browser
  node_modules/.bin/biome check --error-on-warnings
} &
checks=$!
echo "checking types, linting, building" >&2
scripts/build.sh
wait "$checks"

shopt -s globstar nullglob
tests=(packages/*/src/**/*.test.ts scripts/**/*.test.ts)
# The tests that start commands take longest, so they go first, and of them those that take half a minute or more.
mapfile -t starting < <(
  grep -lE "testbed/commands'|testbedFor|startTestbed|staleNotebooks|registryFor|kubectlFor|createKubectl|fuzzProcesses" "${tests[@]}"
)
longest=(scripts/patch-notebook-sts.test.ts packages/sts-restart/src/execute.test.ts)
mapfile -t starting < <(printf '%s\n' "${longest[@]}" "${starting[@]}" | awk '!seen[$0]++')
mapfile -t pure < <(printf '%s\n' "${tests[@]}" | grep -vxF "$(printf '%s\n' "${starting[@]}")")
# Starting node and tap takes longer than most of the others do, so those that touch nothing of their process share one.
mapfile -t sharing < <(grep -LE "node:(child_process|fs)'|process\.|\.jobs =" "${pure[@]}")
if $quick; then
  echo "left out: ${#starting[@]} files that start commands (--quick)" >&2
  tests=("${pure[@]}")
elif ! command -v kubectl >/dev/null; then
  echo "left out: ${#starting[@]} files that start commands, because there is no kubectl: https://kubernetes.io/docs/tasks/tools/" >&2
  tests=("${pure[@]}")
else
  tests=("${starting[@]}" "${pure[@]}")
fi
if $integration; then
  tests=(packages/*/src/**/*.integration.ts scripts/**/*.integration.ts "${tests[@]}")
else
  long=(packages/*/src/**/*.integration.ts scripts/**/*.integration.ts)
  echo "left out: ${#long[@]} files that take long, or need docker-registry, skopeo, az, gh or Chromium (--integration)" >&2
fi

rm -rf dist/tests
node dist/testbed/bundle-tests.mjs "${tests[@]}"

# run_test FILE...: runs them in one process, whose TAP goes to a file beside the last, and one line here.
# Only what hangs meets the limit of time, which holds for each file and each of its tests. Where nothing else is said, tap gives
# them 30 s, which a busy machine does not keep.
export TAP_TIMEOUT=3600
run_test() {
  local status=0 started=$SECONDS name=$1 file built imports=()
  [ $# = 1 ] || name+=" and $(($# - 1)) others"
  for file; do
    built=dist/tests/${file%.ts}
    imports+=(--import "./$built.mjs")
  done
  timeout 3600 node --enable-source-maps "${imports[@]:0:2*($#-1)}" "$built.mjs" > "$built.tap" 2> "$built.err" || status=$?
  if [ $status = 0 ]; then
    echo "ok - $name # $((SECONDS - started)) s"
  else
    # A file that broke outside of its tests still counts.
    grep -q '^not ok' "$built.tap" || echo "not ok - $* ended with $status" >> "$built.tap"
    echo "not ok - $* # $((SECONDS - started)) s"
    grep -E -B1 -A40 '^ *not ok ' "$built.tap" || true
    cat "$built.err"
  fi
  return $((status != 0))
}
export -f run_test
status=0
{
  printf '%s\n' "${tests[@]}" | grep -vxF "$(printf '%s\n' "${sharing[@]}")"
  printf '%s\n' "${sharing[@]}" | xargs -n 16
} | xargs -P "$(($(nproc) + 1))" -I{} bash -c 'run_test {}' || status=1

find dist/tests -name '*.tap' -exec cat {} + | awk '
  /^ok .*# SKIP/ { skipped++; next }
  /^ok / { passed++ }
  /^not ok / { failed++ }
  END {
    if (skipped) printf "%d skipped\n", skipped
    printf "%d passed, %d failed\n", passed, failed
  }
'
exit $status
