import { randomBytes } from 'node:crypto'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { s3Store } from './s3-store.js'
import { conformsOn } from './suite.js'

const { S3_ENDPOINT, S3_VHOST_ENDPOINT } = process.env
if (!S3_ENDPOINT || !S3_VHOST_ENDPOINT) throw new Error('no server: run this by npm run test:rgw')

const client = new S3Client({ endpoint: S3_ENDPOINT, forcePathStyle: true })

for (const [addressing, endpoint] of [
  ['path', S3_ENDPOINT],
  ['virtual', S3_VHOST_ENDPOINT],
] as const) {
  conformsOn(`Ceph RGW, ${addressing} addressing`, async () => {
    const bucket = `cwmpu-${randomBytes(6).toString('hex')}`
    await client.send(new CreateBucketCommand({ Bucket: bucket }))
    return s3Store(client, {
      bucket,
      prefix: '',
      environment: { ...process.env, AWS_ENDPOINT_URL: endpoint },
    })
  })
}
