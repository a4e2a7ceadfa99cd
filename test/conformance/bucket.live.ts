import { randomBytes } from 'node:crypto'
import { S3Client } from '@aws-sdk/client-s3'
import { s3Server } from './s3-server.js'
import { testConformance } from './suite.js'

const { CWMPU_LIVE_BUCKET, CWMPU_LIVE_ENDPOINT = 'https://cwobject.com', AWS_REGION = 'US-EAST-04A' } = process.env
if (!CWMPU_LIVE_BUCKET || process.env['CWMPU_LIVE'] !== 'yes')
  throw new Error('Set CWMPU_LIVE=yes and CWMPU_LIVE_BUCKET. The tests start and abort uploads in that bucket.')

const bucket = CWMPU_LIVE_BUCKET
const client = new S3Client({ endpoint: CWMPU_LIVE_ENDPOINT, region: AWS_REGION })

testConformance(CWMPU_LIVE_ENDPOINT, () => {
  // Random, so that the suite matches and aborts only its own uploads.
  const prefix = `cwmpu-live-${randomBytes(8).toString('hex')}/`
  const environment = { ...process.env, AWS_ENDPOINT_URL: CWMPU_LIVE_ENDPOINT }
  return Promise.resolve(s3Server(client, { bucket, prefix, environment }))
})
