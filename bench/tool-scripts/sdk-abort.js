// Aborts all uploads with an S3Client of the SDK, 64 concurrently.
import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'

const Bucket = process.argv[2]
const client = new S3Client({ forcePathStyle: true })
let markers = {}
for (;;) {
  const page = await client.send(new ListMultipartUploadsCommand({ Bucket, ...markers }))
  const uploads = (page.Uploads ?? []).values()
  const abortRest = async () => {
    for (const { Key, UploadId } of uploads)
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
  }
  await Promise.all(Array.from({ length: 64 }, abortRest))
  if (!page.IsTruncated) break
  markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
}
