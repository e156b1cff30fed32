#!/usr/bin/env bash
# Makes one package of what scripts/build.sh has built, in dist/npm, and beside it what a release needs. It publishes nothing.
#
#   scripts/build.sh && scripts/package.sh
#   npm install --global ./dist/npm/patch-notebook-sts-*.tgz
#
# sbom.cdx.json is the bill of materials, and patch-notebook-sts.yaml the manifest for krew.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -e dist/doc/package.json ] || { echo 'package.sh: nothing is built yet; run scripts/build.sh' >&2; exit 1; }
bin() { node -p 'Object.values(require("./dist/doc/package.json").bin).join("\n")'; }

rm -rf dist/npm
mkdir -p dist/npm/package/bin
bin | while read -r file; do cp "dist/$file" dist/npm/package/bin; done
cp -R dist/share dist/doc/* LICENSE README.md dist/npm/package
cp dist/doc/sbom.cdx.json dist/npm
(cd dist/npm && npm pack --silent ./package >/dev/null)
rm -r dist/npm/package

version=$(node -p 'require("./package.json").version')
archive=patch-notebook-sts-$version.tgz
hash=$(node -p 'crypto.createHash("sha256").update(fs.readFileSync(process.argv[1])).digest("hex")' "dist/npm/$archive")
sed -e "s/@VERSION@/$version/g" -e "s/@SHA256@/$hash/g" deploy/krew.yaml > dist/npm/patch-notebook-sts.yaml
(cd dist/npm && printf '%s\n' "$PWD"/*)
