"""Aborts all uploads one after another, as a simple script does."""

import os
import sys

import boto3

s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
bucket = sys.argv[1]
for page in s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
    for upload in page.get("Uploads", []):
        s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
