#!/usr/bin/env bash
# Measures the commands on the testbed with the real kubectl, each next to what it is compared with.
#
#   bench.sh [--quick]
#
# Prints a Markdown table, and writes dist/bench.json. --quick takes smaller sizes and less than a minute.
set -euo pipefail
cd "$(dirname "$0")/.."

case "$*" in
  '' | --quick) ;;
  *)
    echo "usage: bench.sh [--quick]" >&2
    exit 2
    ;;
esac
for tool in kubectl jq; do
  command -v "$tool" >/dev/null || {
    echo "$tool is needed to compare with" >&2
    exit 1
  }
done
scripts/build.sh
exec node dist/testbed/bench "$@"
