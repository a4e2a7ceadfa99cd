#!/usr/bin/env bash
# Creates the certificates of the tests. They are valid from 2000 to 2100. Needs OpenSSL 3.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
touch "$work/index"
cat >"$work/ca.cnf" <<CONFIG
[ca]
default_ca = tests
[tests]
database = $work/index
new_certs_dir = $work
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
CONFIG

# create NAME SUBJECT EXTENSION START END SIGNING-OPTIONS...
create() {
  local name=$1 subject=$2 extension=$3 start=$4 end=$5
  shift 5
  openssl req -new -key key.pem -config "$work/ca.cnf" -subj "/CN=$subject" -addext "$extension" -out "$work/request"
  openssl ca -batch -notext -config "$work/ca.cnf" -startdate "$start" -enddate "$end" "$@" \
    -in "$work/request" -out "$name.pem" 2>/dev/null
}

from=20000101000000Z
to=21000101000000Z
hosts='subjectAltName=DNS:localhost,DNS:bkt.localhost'
signed=(-cert authority.pem -keyfile "$work/authority.key")

openssl ecparam -name prime256v1 -genkey -noout -out key.pem
create authority 'cwmpu tests' 'basicConstraints=critical,CA:TRUE' $from $to -selfsign -keyfile key.pem
cp key.pem "$work/authority.key"
openssl ecparam -name prime256v1 -genkey -noout -out key.pem
create self-signed localhost "$hosts" $from $to -selfsign -keyfile key.pem
create good localhost "$hosts" $from $to "${signed[@]}"
create expired localhost "$hosts" $from 20010101000000Z "${signed[@]}"
create other-host localhost 'subjectAltName=DNS:elsewhere.example' $from $to "${signed[@]}"
