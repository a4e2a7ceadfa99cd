import { S3Client } from '@aws-sdk/client-s3'
import type { AwsCredentialIdentity } from '@smithy/types'
import type { Connection, Environment } from './connection.js'

/**
 * The SDK's S3 client with CoreWeave's defaults: it finds the credentials and keeps them fresh.
 *
 * The endpoint is always given: left to itself, the SDK drops the one of a named profile and signs a request
 * for amazonaws.com.
 */
export function createClient(connection: Connection, environment: Environment): S3Client {
  const credentials = credentialsIn(environment)
  return new S3Client({
    endpoint: connection.endpoint.href,
    region: connection.region,
    forcePathStyle: connection.addressing === 'path',
    ...(connection.profile ? { profile: connection.profile } : credentials && { credentials }),
  })
}

/** Trimmed, since a newline from a secret file would end up in a header. */
function credentialsIn(environment: Environment): AwsCredentialIdentity | undefined {
  const accessKeyId = environment['AWS_ACCESS_KEY_ID']?.trim()
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY']?.trim()
  const sessionToken = environment['AWS_SESSION_TOKEN']?.trim()
  if (!accessKeyId || !secretAccessKey) return undefined
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
}
