#!/bin/bash
# Aborts all uploads with one process per upload.
host=${AWS_ENDPOINT_URL#http://}
s3cmd() { command s3cmd --no-ssl --host="$host" --host-bucket="$host" "$@"; }
s3cmd multipart "s3://$1" | tail -n +3 | while read -r _ uri upload_id; do s3cmd abortmp "$uri" "$upload_id"; done
