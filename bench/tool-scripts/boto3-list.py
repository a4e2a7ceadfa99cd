"""Writes all uploads as JSON."""

import json
import os
import sys

import boto3

pages = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"]).get_paginator("list_multipart_uploads").paginate(Bucket=sys.argv[1])
json.dump({"Uploads": [upload for page in pages for upload in page.get("Uploads", [])]}, sys.stdout, default=str)
