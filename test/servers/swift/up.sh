#!/usr/bin/env bash
# Start OpenStack Swift (one replica, no replication) with the s3api middleware on loopback. Idempotent: installs
# missing packages, creates the rings on the first run, starts only processes that are not running.
#
#   SWIFT_S3_DATA   data directory                     (default /tmp/cwmpu-swift)
#   SWIFT_S3_PORT   S3 port, the next four are used too (default 17800)
set -euo pipefail

DATA=${SWIFT_S3_DATA:-/tmp/cwmpu-swift}
PORT=${SWIFT_S3_PORT:-17800}
ACCOUNT=$((PORT + 1)) CONTAINER=$((PORT + 2)) OBJECT=$((PORT + 3)) CACHE=$((PORT + 4))

# --- packages -------------------------------------------------------------
need=()
for c in swift-proxy-server:swift-proxy swift-account-server:swift-account swift-container-server:swift-container \
  swift-object-server:swift-object memcached:memcached; do
  command -v "${c%%:*}" >/dev/null || need+=("${c##*:}")
done
if ((${#need[@]})); then
  sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
fi

# --- rings and configuration ----------------------------------------------
mkdir -p "$DATA/etc" "$DATA/dev/d1" "$DATA/log" "$DATA/pid"
servers="account:$ACCOUNT container:$CONTAINER object:$OBJECT"
for s in $servers; do
  name=${s%%:*} port=${s##*:}
  if [ ! -e "$DATA/etc/$name.ring.gz" ]; then
    (
      cd "$DATA/etc"
      swift-ring-builder "$name.builder" create 4 1 0
      swift-ring-builder "$name.builder" add "r1z1-127.0.0.1:$port/d1" 1
      swift-ring-builder "$name.builder" rebalance || [ $? = 1 ] # 1 is a warning.
    ) >/dev/null
  fi
  cat >"$DATA/etc/$name-server.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $port
workers = 0
user = $(id -un)
devices = $DATA/dev
mount_check = false
disable_fallocate = true
swift_dir = $DATA/etc
conn_timeout = 10
node_timeout = 60
log_level = ERROR
log_address = /dev/null
[pipeline:main]
pipeline = $name-server
[app:$name-server]
use = egg:swift#$name
CONF
done
cat >"$DATA/etc/proxy-server.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $PORT
workers = 0
user = $(id -un)
swift_dir = $DATA/etc
log_level = ERROR
log_address = /dev/null
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats s3api tempauth bulk slo symlink versioned_writes proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
# The defaults of 0.5 s and 10 s make a busy machine return NoSuchBucket.
conn_timeout = 10
node_timeout = 60
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$CACHE
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
storage_domain = s3.localhost
s3_acl = false
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[filter:symlink]
use = egg:swift#symlink
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
allow_object_versioning = true
CONF

# --- processes ------------------------------------------------------------
alive() { local f=$DATA/pid/$1; [ -s "$f" ] && kill -0 "$(cat "$f")" 2>/dev/null; }
start() {
  local name=$1
  shift
  if alive "$name"; then return; fi
  setsid "$@" >"$DATA/log/$name" 2>&1 </dev/null &
  echo $! >"$DATA/pid/$name"
}
start memcached memcached -l 127.0.0.1 -p "$CACHE" -U 0 -m 64 -u "$(id -un)"
for name in account container object proxy; do
  start "$name" "swift-$name-server" "$DATA/etc/$name-server.conf"
done
healthy() { curl -fsS -o /dev/null "http://127.0.0.1:$PORT/healthcheck" 2>/dev/null; }
for _ in $(seq 120); do
  if healthy; then break; fi
  sleep 0.25
done
healthy || { echo "swift did not come up, see $DATA/log" >&2; exit 1; }

cat >"$DATA/env" <<ENV
export S3_ENDPOINT=http://127.0.0.1:$PORT
export S3_VHOST_ENDPOINT=http://s3.localhost:$PORT
export AWS_ACCESS_KEY_ID=test:tester
export AWS_SECRET_ACCESS_KEY=testing
export AWS_REGION=us-east-1
ENV
