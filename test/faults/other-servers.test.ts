import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { startFauxqs } from 'fauxqs'
import S3rver from 's3rver'
import { describe, expect, it, onTestFinished } from 'vitest'
import { realTimeClock } from '../support/clock.js'
import { cwmpu } from '../support/cwmpu.js'
import { makeHome } from '../support/home.js'

const KEYS = ['k', 'other']

/** Servers that create multipart uploads and cannot list them. One returns the objects instead, the other 501. */
const servers = {
  fauxqs: async () => {
    const server = await startFauxqs({ port: 0, logger: false })
    onTestFinished(() => server.stop())
    return { port: server.port, accessKeyId: 'test' }
  },
  s3rver: async () => {
    const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: makeHome({}) })
    const { port } = await server.run()
    onTestFinished(() => server.close())
    return { port, accessKeyId: 'S3RVER' }
  },
}

describe.each(Object.entries(servers))('cwmpu on %s, which cannot list uploads', (_, start) => {
  it.each([
    'list',
    'list --json',
    'list --prefix k',
    'list --sizes',
    'list --summary',
    'verify',
    'verify --json',
    'verify --prefix k',
    'verify --older-than 7d',
    'abort --key k --upload-id {id}',
    'abort --key k --upload-id {id} --ignore-not-found',
    'abort --key k --upload-id unknown',
    'abort-all --yes',
    'abort-all --yes --json',
    'abort-all --yes --prefix k',
    'abort-all --yes --older-than 7d',
    'abort-all --dry-run',
    'lifecycle show',
    'doctor',
  ])('exits with 7 and deletes no object: %s', async (command) => {
    const { uploadId, objects, run } = await openBucket(start)
    const { code, stdout } = await run(command.replace('{id}', uploadId))
    expect({ code, objects: await objects() }).toEqual({ code: 7, objects: KEYS })
    expect(stdout).not.toMatch(/is clear|"Clear": ?true|"Verified": ?true|No (incomplete )?uploads/)
  })
})

async function openBucket(start: () => Promise<{ port: number; accessKeyId: string }>) {
  const { port, accessKeyId } = await start()
  const endpoint = `http://127.0.0.1:${port}`
  const credentials = { accessKeyId, secretAccessKey: accessKeyId }
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
  const at = { Bucket: 'bkt' }
  await client.send(new CreateBucketCommand(at))
  for (const Key of KEYS) await client.send(new PutObjectCommand({ ...at, Key, Body: Key }))
  const { UploadId = '' } = await client.send(new CreateMultipartUploadCommand({ ...at, Key: 'k' }))
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: accessKeyId,
    HOME: '/nonexistent',
  }
  return {
    uploadId: UploadId,
    run: (command: string) =>
      cwmpu(`${command} --bucket bkt --addressing path`, { clock: realTimeClock(), environment }),
    /** Keys of the objects that are listed and hold their text. */
    objects: async () => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command(at))
      const bodies = Contents.map(async ({ Key }) => {
        const { Body } = await client.send(new GetObjectCommand({ ...at, Key }))
        return Body?.transformToString()
      })
      return Promise.all(bodies)
    },
  }
}
