#!/usr/bin/env bash
# Bundles each command into one self-contained executable file, dist/bin/<command>, that needs only node.
set -euo pipefail
cd "$(dirname "$0")/.."

# CommonJS, because node reads a file without an ending as such wherever it is copied; some libraries still ask for
# import.meta.url, which esbuild leaves empty there.
banner='#!/usr/bin/env node
const importMetaUrl=require("node:url").pathToFileURL(__filename).href;'

# string-width, which lays out yargs' help, takes longer to load its Unicode tables than node takes to start; and
# readable-stream, which ndjson writes through, is a copy of the streams that node has loaded already. The files in
# scripts/instead say what they save.
bundle() {
  node_modules/.bin/esbuild "$1" --bundle --platform=node --target=node20.19 --format=cjs \
    --alias:string-width=fast-string-width --alias:readable-stream=node:stream \
    --alias:form-data=./scripts/instead/form-data.cjs --alias:json-stringify-safe=./scripts/instead/json-stringify-safe.cjs \
    --define:import.meta.url=importMetaUrl --banner:js="$banner" --outfile="$2" --log-level=warning "${@:3}"
  chmod +x "$2"
}

# Without this, the module type of the repository's own package.json would reach into dist.
mkdir -p dist
echo '{"type":"commonjs"}' > dist/package.json

for command in sts-list tag-digest sts-filter sts-restart; do
  bundle "packages/$command/src/main.ts" "dist/bin/$command" --minify
done

# For the demo and the bench: an embedded cluster and registry. Never part of a command.
bundle packages/testbed/src/main.ts dist/testbed/testbed
bundle scripts/bench/bench.ts dist/testbed/bench

# Completions and manual pages, from the same declarations as --help.
bundle scripts/reference/main.ts dist/testbed/reference
node dist/testbed/reference dist/share
