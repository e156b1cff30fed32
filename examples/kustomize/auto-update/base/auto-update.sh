#!/usr/bin/env bash
# Build if the source has changed, look the image up, and propose it. Configured by params.env.
set -euo pipefail
cd "${WORKDIR:-/work}"
export IMAGE MOVING_TAG SOURCE=$PWD/source REVISION TAG
scripts=$(dirname "$0")

credentials=(-c credential.helper=)
if command -v gh >/dev/null; then credentials+=(-c 'credential.helper=!gh auth git-credential'); fi
# A whole clone: a shallow one doesn't have the commit that the image was built from.
rm -rf source
git "${credentials[@]}" clone -q -- "$SOURCE_REPO" source
REVISION=$(git -C source rev-parse HEAD)
read -ra paths <<< "$SOURCE_PATHS"
# The last commit that changed the source: other commits give no other tag.
TAG=$(git -C source log -n 1 --format=%H -- "${paths[@]}" | cut -c 1-12)

changed=0
source-changed --exit-code --image "$IMAGE:$MOVING_TAG" --repo source "${paths[@]/#/--path=}" || changed=$?
case $changed in
  0) ;;
  4) bash "$scripts/build.sh" ;;
  *) exit "$changed" ;;
esac

tag-digest "$TAG" --image "$IMAGE" -o 2-images-with-tags.txt
read -ra files <<< "$FILES"
IMAGES=2-images-with-tags.txt manifest-pull-request.sh execute "${files[@]}"
