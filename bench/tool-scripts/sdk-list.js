// Writes all uploads as JSON, with an S3Client of the SDK.
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'

const Bucket = process.argv[2]
const client = new S3Client({ forcePathStyle: true })
const uploads = []
let markers = {}
for (;;) {
  const page = await client.send(new ListMultipartUploadsCommand({ Bucket, ...markers }))
  uploads.push(...(page.Uploads ?? []))
  if (!page.IsTruncated) break
  markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
}
console.log(JSON.stringify({ Uploads: uploads }))
