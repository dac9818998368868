#!/usr/bin/env bash
# Builds the image of the emulator from `dist/`.
# Usage: docker/build.sh [TAG]    BASE_IMAGE: another base than node:24-slim; `offline` makes one from the Node.js on this machine
set -euo pipefail
cd "$(dirname "$0")/.."

tag=${1:-iam-rehearsal/emulator:dev}
base=${BASE_IMAGE:-node:24-slim}
if [ "$base" = offline ]; then base=$(docker/offline-base.sh); fi
docker build --build-arg "BASE_IMAGE=$base" --tag "$tag" --file docker/Dockerfile . >&2
echo "$tag"
