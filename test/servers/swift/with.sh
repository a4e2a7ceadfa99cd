#!/usr/bin/env bash
# Run a command with OpenStack Swift on the loopback and its address and keys in the environment.
#
#   test/servers/swift/with.sh npx vitest run --project swift
set -euo pipefail
here=$(dirname "$0")
trap '"$here/down.sh" --purge >&2' EXIT
"$here/up.sh"
# shellcheck disable=SC1091
. "${SWIFT_S3_DATA:-/tmp/cwmpu-swift}/env"
"$@"
