#!/usr/bin/env bash
# Gives the commands mutated rows, the answers of hostile API servers and registries, and images that are made to harm, and
# says what did not go as it must.
#
#   fuzz.sh [--seed N] [--rows N] [--answers N] [--registries N] [--layers N] [--images N] [--processes N]
#
# The numbers are of cases: 20000 rows, 100 API servers, 150 registries, 2000 layers, 300 images, and 30 of the first three
# in processes of their own. The same seed gives the same cases. Exits with 1 if there is a finding.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/build.sh
exec node --enable-source-maps dist/testbed/fuzz "$@"
