import { CreateMultipartUploadCommand, UploadPartCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Environment } from '../../src/context.js'
import type { Target } from '../../src/core/upload.js'
import { connect } from '../../src/service/client.js'
import { cwmpu } from '../support/cwmpu.js'
import { oddKeys } from './odd-keys.js'
import type { ServerUnderTest } from './suite.js'

const CONCURRENCY = 32

const realClock = {
  now: Date.now,
  sleep: (duration: number) => new Promise<void>((resolve) => setTimeout(resolve, duration)),
}

interface S3ServerOptions extends Pick<ServerUnderTest, 'bucket' | 'prefix' | 'many'> {
  readonly keys?: readonly string[]
  readonly environment: Environment
}

/** Returns a bucket of a real server, in which the SDK starts the uploads as any client would. */
export function s3Server(client: S3Client, { environment, ...limits }: S3ServerOptions): ServerUnderTest {
  const { bucket } = limits
  return {
    pageSize: 1000,
    keys: oddKeys(limits.prefix),
    ...limits,
    startUploads: (keys) => startUploads(client, bucket, keys),
    addParts: async ({ key: Key, uploadId: UploadId }, sizes) => {
      for (const [index, size] of sizes.entries()) {
        const Body = Buffer.alloc(size)
        await client.send(new UploadPartCommand({ Bucket: bucket, Key, UploadId, PartNumber: index + 1, Body }))
      }
    },
    run: (commandLine, options) => cwmpu(commandLine, { clock: realClock, environment, ...options }),
    connect: async () => (await connect({}, { environment, clock: realClock })).bucket(bucket),
  }
}

async function startUploads(client: S3Client, bucket: string, keys: readonly string[]): Promise<Target[]> {
  const targets: Target[] = []
  const start = async ([index, key]: readonly [number, string]) => {
    const { UploadId: uploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }))
    if (!uploadId) throw new Error('The server returned no upload ID.')
    targets[index] = { key, uploadId }
  }
  const [first, ...left] = keys.entries()
  // Swift creates its container of parts with the first upload. Of several at once, some could fail: NoSuchBucket.
  if (first) await start(first)
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) await start(next)
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  return targets
}
