# The whole chain as an image: Debian slim with Node LTS and Debian's kubectl, the commands and the script that runs them.
#
#   docker build -t patch-notebook-sts:0.1.0 .                                   for any registry, without az
#   docker build -t patch-notebook-sts:0.1.0-az --target runtime-az .            with azure-cli, for --source az
#   docker build -t patch-notebook-sts:0.1.0-git --target runtime-git .          with git and gh, for pull requests
#   docker buildx build --platform linux/amd64,linux/arm64 -t … --push .         for several architectures
#
# A tag can be moved; what it points to today can be pinned:
#   --build-arg NODE_IMAGE=docker.io/library/node:24.21.0-trixie-slim@sha256:…
# where the digest is that of the index, as `tag-digest 24.21.0-trixie-slim --image docker.io/library/node` prints it.
ARG NODE_IMAGE=docker.io/library/node:24.21.0-trixie-slim

# The bundles are JavaScript and the same for every architecture, so they are built on the machine's own.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /src
COPY . .
RUN scripts/build.sh

FROM ${NODE_IMAGE} AS common
# Of Node's own files only the program stays: npm, yarn and headers have no use here.
# The * lets in Debian's security rebuilds of the same version; the version before one is gone from the mirrors.
RUN find /usr/local /opt -mindepth 1 ! -path /usr/local/bin ! -path /usr/local/bin/node -delete \
  && apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    'ca-certificates=20250419*' 'kubectl=1.32.3+ds-2*' \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/cache/ldconfig/* /var/log/* \
  && install -d -o 65532 -g 65532 /work
COPY scripts/patch-notebook-sts.sh /usr/local/bin/
COPY --from=build /src/dist/bin/ /usr/local/bin/
COPY LICENSE /usr/local/share/doc/patch-notebook-sts/
COPY --from=build /src/dist/doc/THIRD-PARTY-LICENSES /src/dist/doc/sbom.cdx.json /usr/local/share/doc/patch-notebook-sts/
# What node compiles of each command, for the image's own user: node keeps a folder per user, version and processor, and
# does without where it finds none. Root owns it, so that nobody can put other code there.
ENV NODE_COMPILE_CACHE=/usr/local/share/node-compile-cache
RUN install -d -o 65532 -g 65532 "$NODE_COMPILE_CACHE" \
  && for command in $(ls /usr/local/bin | grep -v -x -e node -e '.*\.sh'); do \
    setpriv --reuid=65532 --regid=65532 --clear-groups "$command" --help > /dev/null || exit; \
  done \
  && chown -R 0:0 "$NODE_COMPILE_CACHE" \
  && chmod -R u=rwX,go=rX "$NODE_COMPILE_CACHE"
# /work is the one folder that has to be writable: for the run's files, and for what kubectl and az keep.
ENV WORKDIR=/work/run HOME=/work AZURE_CONFIG_DIR=/work/.azure KUBECACHEDIR=/work/.kube/cache
WORKDIR /work
# No name: Kubernetes can tell from a number that this isn't root (runAsNonRoot).
USER 65532:65532
ENTRYPOINT ["patch-notebook-sts.sh"]
ARG NODE_IMAGE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="patch-notebook-sts" \
  org.opencontainers.image.description="Restarts the Kubernetes notebooks whose mutable image tag has moved, and no others" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.base.name="${NODE_IMAGE}"

# Debian's own azure-cli, which has no binaries of Microsoft's and is there for arm64 too. It adds 1.7 GB.
FROM common AS runtime-az
USER 0
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends 'azure-cli=2.74.0-1*' \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/cache/ldconfig/* /var/log/*
ENV AZURE_CORE_COLLECT_TELEMETRY=no
USER 65532:65532

# With git and gh, for the pull requests of manifest-pull-request.sh: examples/kustomize/auto-update runs it.
FROM common AS runtime-git
USER 0
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends 'git=1:2.47.*' 'gh=2.46.0-*' \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/cache/ldconfig/* /var/log/*
COPY scripts/manifest-pull-request.sh /usr/local/bin/
USER 65532:65532
ENTRYPOINT ["manifest-pull-request.sh"]

# The last stage is the one that is built unless --target names another.
FROM common AS runtime
