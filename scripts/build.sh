#!/usr/bin/env bash
# Installs what the workspace needs, and bundles each command into one self-contained executable file,
# dist/bin/<command>, that needs only node.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install.sh
commands=$(scripts/commands.sh)

# To the kernel a shell script, which starts node with itself, and to node a JavaScript file; `env -S`, which could start node
# with an option, is missing where BusyBox is. V8's young generation takes up to 48 MB of memory by default; with a third of
# that, commands are as fast.
# CommonJS, because node reads a file without an extension as such wherever it is copied; some libraries still ask for
# import.meta.url, which esbuild leaves empty there.
banner='#!/bin/sh
'"':'"' //; exec node --max-semi-space-size=4 "$0" "$@"
const importMetaUrl=require("node:url").pathToFileURL(__filename).href;'

# bundle FOLDER [OPTION...] NAME=SOURCE...: an executable file FOLDER/NAME of each source. One esbuild makes all of them,
# because starting it takes longer than what it does.
bundle() {
  node_modules/.bin/esbuild --bundle --platform=node --target=node20.19 --format=cjs \
    --define:import.meta.url=importMetaUrl --banner:js="$banner" --outdir="$1" --log-level=warning "${@:2}"
  local file
  for file in "$1"/*.js; do
    chmod +x "$file"
    mv "$file" "${file%.js}"
  done
}

# Without this, the module type of the repository's own package.json would reach into dist.
mkdir -p dist
echo '{"type":"commonjs"}' > dist/package.json

# For the demo, the tests and the bench: an embedded cluster and registry. Never part of a command.
bundle dist/testbed --external:playwright-core testbed=packages/testbed/src/main.ts bench=scripts/bench/bench.ts \
  fuzz=scripts/fuzz/main.ts reference=scripts/reference/main.ts package=scripts/package/main.ts \
  recording=scripts/recording/main.ts
node_modules/.bin/esbuild scripts/tests/bundle.ts --bundle --platform=node --target=node20.19 --format=esm \
  --external:esbuild --outfile=dist/testbed/bundle-tests.mjs --log-level=warning

rm -rf dist/share dist/meta
mkdir -p dist/doc

# What sts-report puts into its page: a script and a style for browsers, which it takes in as text.
browser=packages/sts-report/src/browser
node_modules/.bin/esbuild --bundle --minify --platform=browser --target=es2023 --format=iife \
  --outdir=packages/sts-report/dist --out-extension:.js=.txt --out-extension:.css=.txt \
  --metafile=dist/meta/sts-report-page.json --log-level=warning "script=$browser/main.ts" "style=$browser/style.css"

mapfile -t main < <(sed 's|.*|&=packages/&/src/main.ts|' <<< "$commands")
bundle dist/bin --minify --metafile=dist/meta/commands.json "${main[@]}"
# Completions and manual pages, from the same declaration as --help.
mapfile -t declared < <(sed 's|.*|&=packages/&/src/command.ts|' <<< "$commands")
bundle dist/testbed/commands "${declared[@]}"
# shellcheck disable=SC2086 # one word per command
(cd dist/testbed/commands && node ../reference ../../share $commands)
install -m 755 scripts/patch-notebook-sts.sh dist/bin/patch-notebook-sts
# The name that makes it `kubectl patch-notebook-sts`.
sed "s/@COMMANDS@/$(tr '\n' ' ' <<< "$commands" | sed 's/ $//')/" scripts/kubectl-patch_notebook_sts.sh \
  > dist/bin/kubectl-patch_notebook_sts
chmod +x dist/bin/kubectl-patch_notebook_sts
# The licenses of what is bundled, the bill of materials, and the package.json of the package.
# shellcheck disable=SC2086 # one word per command
dist/testbed/package $commands patch-notebook-sts kubectl-patch_notebook_sts
