#!/usr/bin/env bash
# Makes a base image out of the Node.js on this machine, without a registry: node, the libraries that it loads, and no shell.
# Usage: docker/offline-base.sh [TAG]    NODE_BINARY: another node
set -euo pipefail

tag=${1:-iam-rehearsal/node-base:offline}
node=${NODE_BINARY:-$(readlink -f "$(command -v node)")}
files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT

install -D -m 755 "$node" "$files/usr/local/bin/node"
ldd "$node" | grep -o '/[^ )]*' | while read -r library; do
  install -D -m 755 "$library" "$files$library"
done
(cd "$files" && install -d app etc && install -d -m 1777 tmp)
echo 'nonroot:x:65532:65532::/nonexistent:/sbin/nologin' >"$files/etc/passwd"
echo 'nonroot:x:65532:' >"$files/etc/group"
echo 'hosts: files dns' >"$files/etc/nsswitch.conf"

tar -C "$files" --sort=name --mtime=@0 --numeric-owner --owner=0 --group=0 -c . |
  docker import --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin' - "$tag" >/dev/null
echo "$tag"
