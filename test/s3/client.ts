import type { S3Client } from '@aws-sdk/client-s3'
import { onTestFinished } from 'vitest'
import { type Addressing, bucketUrl } from '../../src/config/endpoint.js'
import { CredentialCache, type CredentialProvider } from '../../src/s3/credential-cache.js'
import { createS3Client } from '../../src/s3/s3-client.js'
import type { TestServer } from '../support/server.js'

export const REGION = 'US-EAST-04A'

export interface TestClientOptions {
  readonly addressing?: Addressing
  readonly provider?: CredentialProvider
}

/** Creates a client for the server of a test. It is closed when the test is over. */
export function clientFor(
  { endpoint, clock }: Pick<TestServer, 'endpoint' | 'clock'>,
  { addressing = 'path', provider = testCredentials }: TestClientOptions = {},
): S3Client {
  const url = new URL(endpoint)
  const client = createS3Client({
    region: REGION,
    credentials: new CredentialCache('a test', provider, clock.now),
    clock,
    endpointOf: (bucket) => ({ bucket, url: bucketUrl(url, addressing, bucket) }),
    timeout: 10_000,
  })
  onTestFinished(() => client.destroy())
  return client
}

export const testCredentials = () => Promise.resolve({ accessKeyId: 'test', secretAccessKey: 'secret' })
