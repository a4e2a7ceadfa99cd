import { randomBytes } from 'node:crypto'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import type { Environment } from '../../src/context.js'
import { s3Server } from './s3-server.js'

export async function createBucket(client: S3Client): Promise<string> {
  const bucket = `cwmpu-${randomBytes(6).toString('hex')}`
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  return bucket
}

/**
 * Declares a test that aborts uploads and compares all other data before and after. The bucket has objects with the
 * same keys, and a second bucket has the same uploads.
 */
export function testSideEffects(
  name: string,
  client: S3Client,
  { keys, environment }: { readonly keys: readonly string[]; readonly environment: Environment },
): void {
  describe(`cwmpu on ${name}, beside objects and another bucket`, () => {
    it('aborts one upload of each odd key and then all others, and changes nothing else', async () => {
      const [server, other] = [await startServer(), await startServer()]
      const uploads = await server.startUploads([...keys, ...keys])
      await other.startUploads(keys)
      for (const { bucket } of [server, other]) await putAll(client, bucket, keys)
      const before = [await objectsOf(client, server.bucket), await stateOf(client, other.bucket)]

      const at = ['--bucket', server.bucket]
      for (const { key, uploadId } of uploads.slice(0, keys.length)) {
        const one = [...at, '--key', key, '--upload-id', uploadId]
        expect({ key, ...(await server.run(['abort', ...one])) }).toMatchObject({ key, code: 0 })
      }
      const listed = JSON.parse((await server.run(['list', ...at, '--json'])).stdout) as unknown
      expect(listed).toMatchObject({ Uploads: { length: keys.length } })
      expect(await server.run(['verify', ...at])).toMatchObject({ code: 8 })
      const { code, stdout } = await server.run(['abort-all', ...at, '--yes', '--json'])
      expect({ code, document: JSON.parse(stdout) as unknown }).toMatchObject({
        code: 0,
        document: { Summary: { Matched: keys.length, Aborted: keys.length }, Verified: true },
      })
      expect(await server.run(['verify', ...at])).toMatchObject({ code: 0 })

      expect(await uploadsOf(client, server.bucket)).toEqual([])
      expect([await objectsOf(client, server.bucket), await stateOf(client, other.bucket)]).toEqual(before)
      for (const { bucket } of [server, other])
        for (const key of keys) expect(await bodyOf(client, bucket, key)).toBe(key)
    })
  })

  const startServer = async () =>
    s3Server(client, { bucket: await createBucket(client), prefix: '', keys, environment })
}

async function putAll(client: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((key) => client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: key }))))
}

async function bodyOf(client: S3Client, bucket: string, key: string): Promise<string | undefined> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
  return Body?.transformToString()
}

/** Returns the objects with encoded keys, because the XML parser of the SDK changes some keys. */
async function objectsOf(client: S3Client, bucket: string): Promise<unknown[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, EncodingType: 'url' }))
  return Contents.map(({ Key, ETag, Size, LastModified }) => ({ Key, ETag, Size, LastModified }))
}

async function uploadsOf(client: S3Client, bucket: string): Promise<unknown[]> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, EncodingType: 'url' }))
  return Uploads.map(({ Key, UploadId, Initiated }) => ({ Key, UploadId, Initiated }))
}

async function stateOf(client: S3Client, bucket: string): Promise<unknown> {
  return { objects: await objectsOf(client, bucket), uploads: await uploadsOf(client, bucket) }
}
