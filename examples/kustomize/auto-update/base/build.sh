#!/usr/bin/env bash
# The build is yours, with whatever builds images where you are: BuildKit, Kaniko, a job of your CI.
#
# It gets SOURCE (the folder of the clone), REVISION (its commit), IMAGE, and TAG and MOVING_TAG, under both of which it has
# to push the image. For the next run to know what the image was built from, it needs the label
# org.opencontainers.image.revision=$REVISION, and org.opencontainers.image.base.name and .digest for its base image.
set -euo pipefail

echo "build.sh: nothing here builds $IMAGE:$TAG yet; write that into this file" >&2
exit 1
