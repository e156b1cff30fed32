#!/usr/bin/env bash
# Installs, type-checks, lints, builds and runs every test. The last line is "N passed, N failed".
#
#   test.sh [--integration]
#
# --integration adds the tests against Debian's docker-registry, skopeo, az and gh, and that of the image, which buildah
# builds; as root on Debian all of these are installed, and where one is missing its tests fail.
set -euo pipefail
cd "$(dirname "$0")/.."

integration=false
case "$*" in
  '') ;;
  --integration) integration=true ;;
  *)
    echo "usage: test.sh [--integration]" >&2
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

if ! command -v kubectl >/dev/null; then
  debian kubernetes-client
  command -v kubectl >/dev/null || {
    echo "kubectl is needed to test: https://kubernetes.io/docs/tasks/tools/" >&2
    exit 1
  }
fi
if $integration; then
  missing=()
  command -v docker-registry >/dev/null || missing+=(docker-registry)
  command -v skopeo >/dev/null || missing+=(skopeo)
  command -v az >/dev/null || missing+=(azure-cli)
  command -v gh >/dev/null || missing+=(gh)
  [ ${#missing[@]} = 0 ] || debian "${missing[@]}"
fi

scripts/install.sh
echo "checking types" >&2
node_modules/.bin/tsc --noEmit
echo "linting" >&2
node_modules/.bin/biome check --error-on-warnings
echo "building" >&2
scripts/build.sh

shopt -s globstar nullglob
tests=(packages/*/src/**/*.test.ts scripts/**/*.test.ts)
if $integration; then
  tests+=(packages/*/src/**/*.integration.ts scripts/*.integration.ts)
else
  echo "left out: the integration tests (docker-registry, skopeo, az, gh); run test.sh --integration" >&2
fi

# tap's own reporters draw over the terminal; its TAP is kept, and shown are one line a file and whatever failed.
status=0
node_modules/.bin/tap --reporter=tap "${tests[@]}" | tee dist/test.tap | grep --line-buffered -E '^(not )?ok ' || status=1
if [ $status != 0 ]; then
  echo
  grep -E -B1 -A40 '^ *not ok ' dist/test.tap || true
fi
awk '
  /^    (not )?ok / { inner++ }
  /^    ok / { passed++ }
  /^    not ok / { failed++ }
  # A file that broke before its first test still counts.
  /^not ok / && !inner { failed++ }
  /^(not )?ok / { inner = 0 }
  END { printf "%d passed, %d failed\n", passed, failed }
' dist/test.tap
exit $status
