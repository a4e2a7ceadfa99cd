#!/bin/bash
# Aborts all uploads with one process per upload, as in the documentation of CoreWeave.
aws --endpoint-url "$AWS_ENDPOINT_URL" s3api list-multipart-uploads --bucket "$1" --query 'Uploads[].[Key, UploadId]' --output text |
  while read -r key upload_id; do
    aws --endpoint-url "$AWS_ENDPOINT_URL" s3api abort-multipart-upload --bucket "$1" --key "$key" --upload-id "$upload_id"
  done
