#!/usr/bin/env bash
# What the bench compares the chain with: the same dry run as its users wrote it, a jq process for every row.
# Usage: pipeline.sh IMAGES_WITH_TAGS OUT; it is given the digests, so it need not ask the registry for them.
set -euo pipefail
images=$1 out=$2

kubectl get pods -A -l notebook-name -o json |
  jq -c '.items[] | {stsName: .metadata.ownerReferences[0].name, namespace: .metadata.namespace,
    spec: .spec.containers[0].image, image: .status.containerStatuses[0]}' > "$out.1"
jq -r '"\(.repository):\(.tag) \(.digest)"' "$images" > "$out.2"
: > "$out"
while IFS= read -r row; do
  image=$(jq -r .spec <<< "$row")
  wanted=$(grep -F "$image " "$out.2" | cut -d' ' -f2 || true)
  [ -n "$wanted" ] || continue
  running=$(jq -r .image.imageID <<< "$row")
  case "$running" in
    *"$wanted") ;;
    *) jq -r '"kubectl rollout restart statefulset \(.stsName) -n \(.namespace)"' <<< "$row" >> "$out" ;;
  esac
done < "$out.1"
