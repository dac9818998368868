#!/usr/bin/env bash
# Builds the image, checks what it promises, and runs the scenarios on it, for real: without a container engine it fails, it does not skip.
# The base of the image is made of the Node.js that runs here, since a pipeline may reach no registry of images. Needs `npm run build`.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" != inside ]; then exec .ci/with-engine.sh "$0" inside; fi

export BASE_IMAGE=offline
# The clean-up container of testcontainers would have to be pulled; what is left is removed below.
export TESTCONTAINERS_RYUK_DISABLED=true
# In a container testcontainers takes the gateway for the host; the ports are published here.
export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
result="$(mktemp)"
remove() {
  rm -f "$result"
  docker ps -aq --filter label=org.testcontainers=true | xargs -r docker rm -fv >/dev/null
}
trap remove EXIT

# Runs Vitest, and fails where no test ran.
scenarios() {
  npx vitest run "$@" --reporter=default --reporter=json --outputFile.json="$result"
  node .ci/summary.js "$result"
  node -e 'process.exit(JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).numPassedTests > 0 ? 0 : 1)' "$result"
}

docker/build.sh
image=0
node .ci/image.js || image=1
began=$SECONDS
REHEARSAL_TARGET=container scenarios scenarios harness/targets/conformance.test.ts
echo "container: all scenarios and promises in $((SECONDS - began)) s"
# LocalStack's own image needs a licence and the internet: the same wiring, with an image that speaks the same contract.
REHEARSAL_TARGET=localstack REHEARSAL_LOCALSTACK_IMAGE=iam-rehearsal/emulator:dev scenarios scenarios/whole-story.scenario.test.ts \
  harness/targets/conformance.test.ts
exit "$image"
