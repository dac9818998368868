#!/usr/bin/env bash
# Builds the image and runs the scenarios on it, for real: without a container engine it fails, it does not skip.
# The base of the image is made of the Node.js that runs here, since a pipeline may reach no registry of images.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" != inside ]; then exec .ci/with-engine.sh "$0" inside; fi

export BASE_IMAGE=offline
# The clean-up container of testcontainers would have to be pulled; what is left is removed below.
export TESTCONTAINERS_RYUK_DISABLED=true
# In a container testcontainers takes the gateway for the host; the ports are published here.
export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
remove() { docker ps -aq --filter label=org.testcontainers=true | xargs -r docker rm -fv >/dev/null; }
trap remove EXIT

docker/build.sh
docker image ls --format '{{.Repository}}:{{.Tag}} {{.Size}}' iam-rehearsal/emulator:dev
REHEARSAL_TARGET=container npx vitest run scenarios
# LocalStack's own image needs a licence and the internet: the same wiring, with an image that speaks the same contract.
REHEARSAL_TARGET=localstack REHEARSAL_LOCALSTACK_IMAGE=iam-rehearsal/emulator:dev npx vitest run scenarios/whole-story.scenario.test.ts
