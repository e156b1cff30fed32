#!/usr/bin/env bash
# Installs what the workspace needs, and bundles each command into one self-contained executable file,
# dist/bin/<command>, that needs only node.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install.sh
commands=$(scripts/commands.sh)

# CommonJS, because node reads a file without an extension as such wherever it is copied; some libraries still ask for
# import.meta.url, which esbuild leaves empty there.
banner='#!/usr/bin/env node
const importMetaUrl=require("node:url").pathToFileURL(__filename).href;'

# bundle SOURCE TARGET [OPTION...]
bundle() {
  node_modules/.bin/esbuild "$1" --bundle --platform=node --target=node20.19 --format=cjs \
    --define:import.meta.url=importMetaUrl --banner:js="$banner" --outfile="$2" --log-level=warning "${@:3}"
  chmod +x "$2"
}

# Without this, the module type of the repository's own package.json would reach into dist.
mkdir -p dist
echo '{"type":"commonjs"}' > dist/package.json

# For the demo, the tests and the bench: an embedded cluster and registry. Never part of a command.
bundle packages/testbed/src/main.ts dist/testbed/testbed
bundle scripts/bench/bench.ts dist/testbed/bench --external:playwright-core
bundle scripts/fuzz/main.ts dist/testbed/fuzz
bundle scripts/reference/main.ts dist/testbed/reference
bundle scripts/package/main.ts dist/testbed/package
bundle scripts/recording/main.ts dist/testbed/recording
node_modules/.bin/esbuild scripts/tests/bundle.ts --bundle --platform=node --target=node20.19 --format=esm \
  --external:esbuild --outfile=dist/testbed/bundle-tests.mjs --log-level=warning

rm -rf dist/share dist/meta
mkdir -p dist/doc

# What sts-report puts into its page: a script and a style for browsers, which it takes in as text.
page() {
  node_modules/.bin/esbuild "packages/sts-report/src/browser/$1" --bundle --minify --platform=browser --target=es2023 \
    --format=iife --outfile="packages/sts-report/dist/$2" --log-level=warning "${@:3}"
}
page main.ts script.txt --metafile=dist/meta/sts-report-page.json
page style.css style.txt

for command in $commands; do
  bundle "packages/$command/src/main.ts" "dist/bin/$command" --minify --metafile="dist/meta/$command.json"
  # Completions and manual pages, from the same declaration as --help.
  bundle "packages/$command/src/command.ts" "dist/testbed/commands/$command"
  node dist/testbed/reference "dist/testbed/commands/$command" dist/share
done
install -m 755 scripts/patch-notebook-sts.sh dist/bin/patch-notebook-sts
# The name that makes it `kubectl patch-notebook-sts`.
sed "s/@COMMANDS@/$(tr '\n' ' ' <<< "$commands" | sed 's/ $//')/" scripts/kubectl-patch_notebook_sts.sh \
  > dist/bin/kubectl-patch_notebook_sts
chmod +x dist/bin/kubectl-patch_notebook_sts
# The licenses of what is bundled, the bill of materials, and the package.json of the package.
# shellcheck disable=SC2086 # one word per command
dist/testbed/package $commands patch-notebook-sts kubectl-patch_notebook_sts
