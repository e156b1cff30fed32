#!/usr/bin/env bash
# Bundles each command into one self-contained executable file, dist/bin/<command>, that needs only node.
set -euo pipefail
cd "$(dirname "$0")/.."

# CommonJS, because node reads a file without an ending as such wherever it is copied; some libraries still ask for
# import.meta.url, which esbuild leaves empty there.
banner='#!/usr/bin/env node
const importMetaUrl=require("node:url").pathToFileURL(__filename).href;'

bundle() {
  node_modules/.bin/esbuild "$1" --bundle --platform=node --target=node20.19 --format=cjs --minify \
    --define:import.meta.url=importMetaUrl --banner:js="$banner" --outfile="$2" --log-level=warning
  chmod +x "$2"
}

# Without this, the module type of the repository's own package.json would reach into dist.
mkdir -p dist
echo '{"type":"commonjs"}' > dist/package.json

for command in sts-list tag-digest sts-filter sts-restart; do
  bundle "packages/$command/src/main.ts" "dist/bin/$command"
done

# For the demo: an embedded cluster and registry. Never part of a command.
bundle packages/testbed/src/main.ts dist/testbed/testbed
