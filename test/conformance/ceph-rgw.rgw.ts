import { S3Client } from '@aws-sdk/client-s3'
import { oddKeys } from './odd-keys.js'
import { s3Server } from './s3-server.js'
import { createBucket, testSideEffects } from './side-effects.js'
import { testConformance } from './suite.js'

const { S3_ENDPOINT, S3_VHOST_ENDPOINT } = process.env
if (!S3_ENDPOINT || !S3_VHOST_ENDPOINT) throw new Error('No server. Run this with: npm run test:rgw')

const client = new S3Client({ endpoint: S3_ENDPOINT, forcePathStyle: true })

for (const [addressing, endpoint] of [
  ['path', S3_ENDPOINT],
  ['virtual', S3_VHOST_ENDPOINT],
] as const) {
  const name = `Ceph RGW, ${addressing} addressing`
  const environment = { ...process.env, AWS_ENDPOINT_URL: endpoint }
  testConformance(name, async () => s3Server(client, { bucket: await createBucket(client), prefix: '', environment }))
  testSideEffects(name, client, { keys: oddKeys(''), environment })
}
