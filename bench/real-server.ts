import { CreateBucketCommand, CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3'
import { BUCKET } from './bench-server.js'

const CONCURRENCY = 32

/** Bucket of a real server that is started by test/servers/ceph-rgw/with.sh. */
export class RealServer {
  readonly environment: Record<string, string>
  readonly #client: S3Client

  private constructor(environment: Record<string, string>, client: S3Client) {
    this.environment = environment
    this.#client = client
  }

  static async open(endpoint: string): Promise<RealServer> {
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = process.env
    const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true })
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    return new RealServer({ AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }, client)
  }

  /** Starts uploads and completes none. */
  async fill(uploads: number): Promise<void> {
    let number = 0
    const start = async () => {
      while (number < uploads) {
        const Key = `checkpoints/rank-${number++}.pt`
        await this.#client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }))
      }
    }
    await Promise.all(Array.from({ length: CONCURRENCY }, start))
  }

  stop(): void {
    this.#client.destroy()
  }
}
