#!/usr/bin/env bash
# Run a command with a Ceph RADOS Gateway on the loopback and its address and keys in the environment.
#
#   test/servers/ceph-rgw/with.sh npx vitest run --project rgw
set -euo pipefail
here=$(dirname "$0")
trap '"$here/down.sh" --purge >&2' EXIT
export CEPH_S3_LC_SECS=${CEPH_S3_LC_SECS:-5} # A test waits until a lifecycle rule of one day has aborted uploads.
"$here/up.sh" >/dev/null
# shellcheck disable=SC1091
. "${CEPH_S3_DATA:-/tmp/cwmpu-ceph}/env"
"$@"
