import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { ADDRESSINGS } from '../../src/config/endpoint.js'
import { startServer } from '../support/server.js'
import { clientFor } from './client.js'

const Bucket = 'bkt'

type Send = (client: S3Client) => Promise<unknown>

const abort =
  (Key: string | undefined, UploadId: string | undefined): Send =>
  (client) =>
    client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))

/** Requests that delete or write something else than an upload. */
const UNSAFE: Record<string, Send> = {
  'an abort without a key': abort('', '1'),
  'an abort without an upload ID': abort('k', ''),
  'an abort with an undefined key': abort(undefined, '1'),
  'an abort with an undefined upload ID': abort('k', undefined),
  DeleteObject: (client) => client.send(new DeleteObjectCommand({ Bucket, Key: 'k' })),
  'DeleteObject of a version': (client) => client.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId: '1' })),
  DeleteObjects: (client) => client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'k' }] } })),
  DeleteObjectTagging: (client) => client.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'k' })),
  DeleteBucket: (client) => client.send(new DeleteBucketCommand({ Bucket })),
  DeleteBucketPolicy: (client) => client.send(new DeleteBucketPolicyCommand({ Bucket })),
  DeleteBucketLifecycle: (client) => client.send(new DeleteBucketLifecycleCommand({ Bucket })),
  'PutBucketLifecycleConfiguration without rules': (client) =>
    client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [] } })),
  'PutBucketLifecycleConfiguration with undefined rules': (client) =>
    client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: undefined } })),
  'PutBucketLifecycleConfiguration without a configuration': (client) =>
    client.send(new PutBucketLifecycleConfigurationCommand({ Bucket })),
  PutObject: (client) => client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' })),
  CreateMultipartUpload: (client) => client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'k' })),
  UploadPart: (client) =>
    client.send(new UploadPartCommand({ Bucket, Key: 'k', UploadId: '1', PartNumber: 1, Body: 'x' })),
  CompleteMultipartUpload: (client) =>
    client.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'k', UploadId: '1' })),
  HeadBucket: (client) => client.send(new HeadBucketCommand({ Bucket })),
  ...Object.fromEntries(
    [undefined, '', '.', '..', 'evil.localhost/', 'a/../b'].map((bucket) => [
      `an abort in the bucket ${JSON.stringify(bucket)}`,
      (client: S3Client) => client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: 'bkt', UploadId: '1' })),
    ]),
  ),
  'a list of the bucket evil.localhost/': (client) =>
    client.send(new ListMultipartUploadsCommand({ Bucket: 'evil.localhost/' })),
}

describe.each(ADDRESSINGS)('S3Client with %s addressing', (addressing) => {
  it.each(Object.entries(UNSAFE))('does not send %s', async (_, send) => {
    const server = await startServer()
    await expect(send(clientFor(server, { addressing }))).rejects.toThrow(/refused to send|HTTP label/)
    expect(server.requests).toEqual([])
  })

  it('aborts an upload that is named', async () => {
    const server = await startServer()
    const uploadId = server.add('k')
    await abort('k', uploadId)(clientFor(server, { addressing }))
    expect(server.left).toBe(0)
  })

  it('sends each request to its bucket if two buckets are used concurrently', async () => {
    const server = await startServer()
    const other = server.sandbox.createBucket('other')
    const addresses: string[] = []
    server.observe(({ headers, url }) => addresses.push(`${headers.host ?? ''}${url ?? ''}`))
    const client = clientFor(server, { addressing })
    const targets = Array.from({ length: 200 }, (_, index) => {
      const [name, bucket] = index % 2 === 0 ? (['bkt', server.bucket] as const) : (['other', other] as const)
      const { uploadId } = bucket.addUpload(`of-${name}/${index}`, 0)
      return { Bucket: name, Key: `of-${name}/${index}`, UploadId: uploadId }
    })
    await Promise.all(targets.map((target) => client.send(new AbortMultipartUploadCommand(target))))
    expect({ left: server.left, leftInOther: other.uploads.size }).toEqual({ left: 0, leftInOther: 0 })
    const separator = addressing === 'virtual' ? /^([^.]+)\.[^/]+\/of-([^/]+)\// : /^[^/]+\/([^/]+)\/of-([^/]+)\//
    const mixed = addresses.filter((address) => {
      const [, bucket, named] = separator.exec(address) ?? []
      return bucket === undefined || bucket !== named
    })
    expect({ mixed, sent: addresses.length }).toEqual({ mixed: [], sent: 200 })
  })
})
