import {
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen, Sandbox } from '../../src/sandbox/server.js'
import { realTimeClock } from '../support/clock.js'
import { cwmpu } from '../support/cwmpu.js'

async function startSandbox() {
  const sandbox = new Sandbox()
  const { endpoint, close } = await listen(sandbox.handle)
  onTestFinished(close)
  const bucket = sandbox.createBucket('bkt')
  const credentials = { accessKeyId: 'demo', secretAccessKey: 'demo' }
  const s3 = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
  const environment = { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'demo', AWS_SECRET_ACCESS_KEY: 'demo' }
  const run = (commandLine: string) => cwmpu(commandLine, { clock: realTimeClock(), environment })
  return { endpoint, bucket, s3, run }
}

describe('Sandbox', () => {
  it('stores the uploads and parts of an S3 client', async () => {
    const { s3, run } = await startSandbox()
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'bkt', Key: 'a b' }))
    const part = { Bucket: 'bkt', Key: 'a b', UploadId, PartNumber: 1 }
    await s3.send(new UploadPartCommand({ ...part, Body: Buffer.alloc(2 ** 20) }))
    const { code, stdout } = await run('list bkt --sizes --json')
    expect({ code, document: JSON.parse(stdout) as unknown }).toMatchObject({
      code: 0,
      document: { Uploads: [{ Key: 'a b', UploadId, Parts: 1, Size: 2 ** 20 }] },
    })
  })

  it('stores lifecycle rules', async () => {
    const { bucket, run } = await startSandbox()
    expect(await run('lifecycle show bkt')).toMatchObject({ code: 0 })
    expect(await run('lifecycle set bkt --days 7 --yes')).toMatchObject({ code: 0 })
    expect(bucket.lifecycle).toContain('<DaysAfterInitiation>7</DaysAfterInitiation>')
  })

  it('has no objects, and rejects requests that would write one', async () => {
    const { s3, endpoint } = await startSandbox()
    expect(await s3.send(new ListObjectsV2Command({ Bucket: 'bkt' }))).toMatchObject({
      Name: 'bkt',
      IsTruncated: false,
    })
    await expect(s3.send(new HeadObjectCommand({ Bucket: 'bkt', Key: 'k' }))).rejects.toMatchObject({
      name: 'NotFound',
    })
    const headers = { authorization: 'AWS4-HMAC-SHA256 x' }
    const statusOf = async (method: string, path: string) =>
      (await fetch(`${endpoint}/${path}`, { method, headers })).status
    expect(await statusOf('PUT', 'bkt/k')).toBe(501)
    expect(await statusOf('DELETE', 'bkt/k?uploadId=')).toBe(501)
    expect(await statusOf('DELETE', 'bkt')).toBe(501)
    expect(await statusOf('GET', 'other?uploads')).toBe(404)
  })

  it('rejects requests without a signature', async () => {
    const { endpoint } = await startSandbox()
    expect((await fetch(`${endpoint}/bkt?uploads`)).status).toBe(403)
  })
})
