#!/usr/bin/env bash
# Makes the pictures of sts-report's page in docs/images, of generated runs. Needs Debian's Chromium.
#
#   screenshots.sh
set -euo pipefail
cd "$(dirname "$0")/.."

command -v chromium >/dev/null || {
  echo "chromium is needed: apt-get install chromium" >&2
  exit 1
}
scripts/build.sh
node_modules/.bin/esbuild scripts/screenshots/main.ts --bundle --platform=node --target=node20.19 --format=esm \
  --external:playwright-core --outfile=dist/testbed/screenshots.mjs --log-level=warning
mkdir -p docs/images
exec node dist/testbed/screenshots.mjs
