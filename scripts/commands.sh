#!/usr/bin/env bash
# Prints the names of the commands, one per line: the packages with a `bin` in their package.json. Build, image,
# reference and tests take the list from here.
set -euo pipefail
cd "$(dirname "$0")/.."
node -p 'process.argv.slice(1).filter((file) => require(file).bin).map((file) => file.split("/").at(-2)).join("\n")' \
  "$PWD"/packages/*/package.json
