#!/usr/bin/env bash
# Stop the processes that up.sh started, by their pid files. '--purge' also removes the data.
set -euo pipefail
DATA=${SWIFT_S3_DATA:-/tmp/cwmpu-swift}
for name in proxy object container account memcached; do
  f=$DATA/pid/$name
  [ -s "$f" ] || continue
  pid=$(cat "$f")
  # The pid may belong to another process now.
  if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qE "swift-$name-server|memcached"; then
    kill -TERM "$pid" 2>/dev/null || true
  fi
  rm -f "$f"
done
if [ "${1:-}" = --purge ]; then rm -rf -- "$DATA"; fi
