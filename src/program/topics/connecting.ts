export const text = `It finds what CoreWeave's own pages have you set up. These all work:

  A profile [cw] in ~/.coreweave/cw.credentials and cw.config, or in ~/.aws
    $ cwmpu list --bucket my-bucket

  Keys in the environment
    $ export AWS_ACCESS_KEY_ID=…  AWS_SECRET_ACCESS_KEY=…
    $ cwmpu list --bucket my-bucket

  A pod in a CoreWeave cluster: keys from a Secret, or none and its identity
    AWS_ENDPOINT_URL=http://cwlota.com in its environment, or:
    $ cwmpu list --bucket my-bucket --endpoint lota

  An API token
    $ export AWS_CONTAINER_CREDENTIALS_FULL_URI=\\
      https://api.coreweave.com/v1/cwobject/temporary-credentials/api-token
    $ export AWS_CONTAINER_AUTHORIZATION_TOKEN="Bearer $COREWEAVE_API_TOKEN"
    $ cwmpu list --bucket my-bucket

  s3cmd's configuration
    $ cwmpu list --bucket my-bucket --s3cfg

  Another S3 store
    $ cwmpu list --bucket my-bucket --endpoint https://s3.example.com

Without an endpoint it is https://cwobject.com. The bucket goes into the host
name; --addressing path puts it into the path, as many other stores want it.

Amazon has to be named by --endpoint. A store without TLS that is neither LOTA
nor on this machine needs --allow-http. EC2's metadata service is never asked.

It needs s3:ListBucketMultipartUploads and s3:AbortMultipartUpload. Besides:
s3:ListMultipartUploadParts for sizes, s3:ListAllMyBuckets for --all-buckets,
s3:GetLifecycleConfiguration and s3:PutLifecycleConfiguration for lifecycle.

What is connected to, as whom, and what is in the way:
  $ cwmpu doctor --bucket my-bucket
`
