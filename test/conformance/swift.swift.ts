import { CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { unwritableKeys, writableKeys } from './odd-keys.js'
import { s3Server } from './s3-server.js'
import { createBucket, testSideEffects } from './side-effects.js'
import { testConformance } from './suite.js'

const { S3_ENDPOINT, S3_VHOST_ENDPOINT } = process.env
if (!S3_ENDPOINT || !S3_VHOST_ENDPOINT) throw new Error('No server. Run this with: npm run test:swift')

/** Swift appends the upload ID (48 characters) and a part number to the key. A name can have 1,024 bytes. */
const keys = writableKeys('', 973)
const client = new S3Client({ endpoint: S3_ENDPOINT, forcePathStyle: true, maxAttempts: 1 })
const environment = { ...process.env, AWS_ENDPOINT_URL: S3_ENDPOINT }

const startServer = async () =>
  // Two pages are enough, because Swift aborts only 60 uploads per second.
  s3Server(client, { bucket: await createBucket(client), prefix: '', keys, many: 1_200, environment })

testConformance('OpenStack Swift', startServer)
for (const [addressing, endpoint] of [
  ['path', S3_ENDPOINT],
  ['virtual', S3_VHOST_ENDPOINT],
] as const) {
  testSideEffects(`OpenStack Swift, ${addressing} addressing`, client, {
    keys,
    environment: { ...environment, AWS_ENDPOINT_URL: endpoint },
  })
}

describe('cwmpu on OpenStack Swift, with uploads that it created before it returned an error', () => {
  it('lists and aborts them if another key is the last', async () => {
    const { bucket, run, startUploads } = await openWithUnwritableKeys()
    await startUploads(['~'])
    // Swift rounds Initiated up to the next second. Without a pause, the upload would seem to start after the run.
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const listed = JSON.parse((await run(['list', '--bucket', bucket, '--json'])).stdout) as {
      Uploads: { Key: string }[]
    }
    expect(listed.Uploads.map(({ Key }) => Key)).toEqual([...unwritableKeys('').sort(), '~'])
    expect(await run(['verify', '--bucket', bucket])).toMatchObject({ code: 8 })
    expect(await run(['abort-all', '--bucket', bucket, '--yes'])).toMatchObject({ code: 0 })
    expect(await run(['verify', '--bucket', bucket])).toMatchObject({ code: 0 })
  })

  it('reports the error of the listing if one of them is the last, because it cannot be a marker', async () => {
    const { bucket, run } = await openWithUnwritableKeys()
    const commands = [['list'], ['verify'], ['abort-all', '--yes']]
    const results = await Promise.all(commands.map((command) => run([...command, '--bucket', bucket])))
    for (const result of results) expect(result).toMatchObject({ code: 6, stdout: '' })
  })
})

async function openWithUnwritableKeys() {
  const server = await startServer()
  for (const key of unwritableKeys('')) {
    const create = client.send(new CreateMultipartUploadCommand({ Bucket: server.bucket, Key: key }))
    await expect(create).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } })
  }
  return server
}
