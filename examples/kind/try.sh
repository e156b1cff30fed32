#!/usr/bin/env bash
# Five minutes on kind: a registry, two notebooks, a tag that moves, and one restart.
#
#   try.sh          makes the cluster `try-notebooks` and the registry `try-notebooks-registry`, and shows it
#   try.sh clean    deletes both
#
# Needs docker, kind 0.27 or newer, kubectl, and Node 20.19 or newer. It changes no other cluster: the kubeconfig is its own.
set -euo pipefail
cd "$(dirname "$0")/../.."

name=try-notebooks
registry=$name-registry
here=$PWD/examples/kind
work=$PWD/dist/kind
export KUBECONFIG=$work/kubeconfig

case $#:${1-} in
  0:) ;;
  1:clean)
    kind delete cluster --name "$name"
    docker rm --force --volumes "$registry"
    rm -rf "$work"
    exit
    ;;
  1:-h | 1:--help)
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
    exit
    ;;
  *)
    echo 'usage: try.sh [clean]' >&2
    exit 2
    ;;
esac
for tool in docker kind kubectl node; do
  command -v "$tool" >/dev/null || { echo "try.sh: $tool: command not found" >&2; exit 1; }
done

step() { printf '\n# %s\n' "$*"; }
# push IMAGE NAME: puts an image of Docker Hub into the registry, under a name of ours
push() {
  docker pull --quiet "$1" >/dev/null
  docker tag "$1" "localhost:5001/$2"
  docker push --quiet "localhost:5001/$2"
}
chain() {
  IMAGES=$here/images.txt WORKDIR=$work/run dist/bin/patch-notebook-sts "$@"
}

if kind get clusters --quiet | grep -q -x "$name"; then
  echo 'try.sh: the cluster is there already; delete it with: try.sh clean' >&2
  exit 1
fi
scripts/build.sh
mkdir -p "$work"

step 'A registry, and a cluster that pulls from it'
# As in https://kind.sigs.k8s.io/docs/user/local-registry/
docker run --detach --publish 127.0.0.1:5001:5000 --name "$registry" docker.io/library/registry:2 >/dev/null
kind create cluster --name "$name" --wait 2m
for node in $(kind get nodes --name "$name"); do
  docker exec "$node" mkdir -p /etc/containerd/certs.d/localhost:5001
  printf '[host."http://%s:5000"]\n' "$registry" |
    docker exec --interactive "$node" cp /dev/stdin /etc/containerd/certs.d/localhost:5001/hosts.toml
done
docker network connect kind "$registry"

step 'Two notebooks on the tag v1'
push docker.io/library/busybox:1.36.1 lab:v1
push docker.io/library/busybox:1.36.1 studio:v1
kubectl apply -f "$here/notebooks.yaml"
kubectl rollout status --namespace "$name" --timeout 3m statefulset/lab
kubectl rollout status --namespace "$name" --timeout 3m statefulset/studio
kubectl get pods --namespace "$name"

step 'Nothing is stale'
chain

step 'The tag v1 of lab moves'
push docker.io/library/busybox:1.37.0 lab:v1

step 'A dry run says what would restart'
chain

step 'And this restarts it, and nothing else'
chain execute
kubectl get pods --namespace "$name"

step 'Next'
cat <<END
Look at $work/run/summary.md and the files beside it.
Your own cluster, without changing anything there: "Try it on your cluster" in README.md.
Clean up with: $0 clean
END
