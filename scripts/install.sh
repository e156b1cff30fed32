#!/usr/bin/env bash
# Installs what the workspace needs, from the npm registry alone. Sourced or run; wants only node and its npm.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

need_node() {
  node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null ||
    { echo "Node 20.19 or newer is needed; found: $(node --version 2>/dev/null || echo none). See https://nodejs.org" >&2; exit 1; }
}

need_node
# The version of pnpm and the hash of its package are those that package.json names: pnpm@VERSION+sha512.HEX
named=$(node -p 'require("./package.json").packageManager')
pnpm=${named%%+*}
if [ ! -e node_modules/.modules.yaml ] || [ pnpm-lock.yaml -nt node_modules/.modules.yaml ]; then
  echo "installing packages ($pnpm)" >&2
  # npm checks what it downloads against the hash that the registry tells, so that one has to be ours.
  hash=sha512-$(node -p 'Buffer.from(process.argv[1], "hex").toString("base64")' "${named##*+sha512.}")
  told=$(npm view "$pnpm" dist.integrity)
  [ "$told" = "$hash" ] ||
    { echo "$pnpm: its hash is $told in the registry and $hash in package.json; nothing was installed" >&2; exit 1; }
  npx --yes "$pnpm" install --frozen-lockfile --reporter=append-only --config.update-notifier=false >&2
  touch node_modules/.modules.yaml
fi
