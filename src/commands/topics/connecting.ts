export const text = `cwmpu reads the configuration that CoreWeave's documentation describes.

  A profile [cw] in ~/.coreweave/cw.credentials and cw.config, or in ~/.aws
    $ cwmpu list my-bucket

  Keys in the environment
    $ export AWS_ACCESS_KEY_ID=…  AWS_SECRET_ACCESS_KEY=…
    $ cwmpu list my-bucket

  A pod in a CoreWeave cluster, with keys from a Secret or with its identity
    Set AWS_ENDPOINT_URL=http://cwlota.com in its environment, or:
    $ cwmpu list my-bucket --endpoint lota

  An API token
    $ export AWS_CONTAINER_CREDENTIALS_FULL_URI=\\
      https://api.coreweave.com/v1/cwobject/temporary-credentials/api-token
    $ export AWS_CONTAINER_AUTHORIZATION_TOKEN="Bearer $COREWEAVE_API_TOKEN"
    $ cwmpu list my-bucket

  An s3cmd configuration file
    $ cwmpu list my-bucket --s3cfg

  Another S3-compatible server
    $ cwmpu list my-bucket --endpoint https://s3.example.com

The default endpoint is https://cwobject.com. The bucket is part of the host
name. --addressing path puts it in the path, as many other servers require.

Amazon S3 must be named with --endpoint. Plain HTTP to other hosts than LOTA
and localhost needs --allow-http. EC2's metadata service is never used.

Permissions: s3:ListBucketMultipartUploads and s3:AbortMultipartUpload.
Optional: s3:ListMultipartUploadParts for sizes, s3:ListAllMyBuckets for
--all-buckets, s3:GetLifecycleConfiguration and s3:PutLifecycleConfiguration
for lifecycle, s3:ListBucket and s3:ListBucketVersions for verify.

To check the connection:
  $ cwmpu doctor my-bucket
`
