import { CreateMultipartUploadCommand, UploadPartCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Environment } from '../../src/context.js'
import type { Target } from '../../src/core/upload.js'
import { connect } from '../../src/service/client.js'
import { cwmpu } from '../support/cwmpu.js'
import { oddKeys } from './odd-keys.js'
import type { StoreUnderTest } from './suite.js'

const AT_ONCE = 32

const realClock = {
  now: Date.now,
  sleep: (duration: number) => new Promise<void>((resolve) => setTimeout(resolve, duration)),
}

interface S3StoreOptions extends Pick<StoreUnderTest, 'bucket' | 'prefix' | 'many'> {
  readonly keys?: readonly string[]
  readonly environment: Environment
}

/** Returns a bucket of a real server, in which the SDK starts the uploads as any client would. */
export function s3Store(client: S3Client, { environment, ...limits }: S3StoreOptions): StoreUnderTest {
  const { bucket } = limits
  return {
    pageSize: 1000,
    keys: oddKeys(limits.prefix),
    ...limits,
    begin: (keys) => beginAll(client, bucket, keys),
    fill: async ({ key: Key, uploadId: UploadId }, sizes) => {
      for (const [index, size] of sizes.entries()) {
        const Body = Buffer.alloc(size)
        await client.send(new UploadPartCommand({ Bucket: bucket, Key, UploadId, PartNumber: index + 1, Body }))
      }
    },
    run: (commandLine, surroundings) => cwmpu(commandLine, { clock: realClock, environment, ...surroundings }),
    open: async () => (await connect({}, { environment, clock: realClock })).bucket(bucket),
  }
}

async function beginAll(client: S3Client, bucket: string, keys: readonly string[]): Promise<Target[]> {
  const targets: Target[] = []
  const left = [...keys.entries()]
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, key] = next
      const { UploadId: uploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }))
      if (!uploadId) throw new Error('the store gave no upload id')
      targets[index] = { key, uploadId }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return targets
}
