#!/usr/bin/env bash
# Runs a command with a container engine: the one that runs, or one of its own that ends with the command.
# Installs Debian's docker.io where there is none, which needs root.
set -euo pipefail

if docker version >/dev/null 2>&1; then exec "$@"; fi
if ! command -v dockerd >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  install() { apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends docker.io >&2; }
  # A mirror may be busy.
  install || { sleep 5 && install; }
fi

folder=$(mktemp -d)
export DOCKER_HOST="unix://$folder/docker.sock"
dockerd --host "$DOCKER_HOST" --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/pid" \
  --group root --shutdown-timeout 5 --log-level warn >"$folder/log" 2>&1 </dev/null &
engine=$!
stop() {
  docker ps -aq | xargs -r docker rm -f >/dev/null 2>&1 || :
  kill "$engine" 2>/dev/null || :
  (sleep 15 && kill -KILL "$engine") >/dev/null 2>&1 &
  wait "$engine" 2>/dev/null || :
  kill "$!" 2>/dev/null || :
  umount "$folder/data" 2>/dev/null || :
  rm -rf "$folder"
}
trap stop EXIT

for _ in $(seq 150); do
  if docker version >/dev/null 2>&1; then ready=1; break; fi
  kill -0 "$engine" 2>/dev/null || break
  sleep 0.2
done
if [ -z "${ready:-}" ]; then
  echo 'no container engine could be started:' >&2
  tail -n 20 "$folder/log" >&2
  exit 1
fi
"$@"
