import { ListBucketsCommand } from '@aws-sdk/client-s3'
import { type Connection, resolveConnection } from '../config/connection.js'
import { providerFor } from '../config/credential-provider.js'
import { bucketUrl } from '../config/endpoint.js'
import { proxyFor, shownProxy } from '../config/proxy.js'
import type { ConnectionOptions, Environment } from '../config/settings.js'
import { invalidBucketName } from '../core/bucket.js'
import { displaySafe } from '../core/safe-text.js'
import type { Clock } from '../core/time.js'
import { CliError } from '../errors.js'
import { CredentialCache, maskedKey } from '../s3/credential-cache.js'
import { toCliError } from '../s3/describe-error.js'
import { InvalidResponseError } from '../s3/request-error.js'
import type { BucketEndpoint, Proxy } from '../s3/request-guard.js'
import { createS3Client } from '../s3/s3-client.js'
import { BucketUploads } from './bucket-uploads.js'
import { type BucketContext, type S3Context, send } from './s3-context.js'

export interface ClientInfo {
  /** Scheme and host of the server, such as https://cwobject.com. */
  readonly endpoint: string
  /** Source of the credentials, never their values. */
  readonly credentials: string
  /** Corrections of the settings, one sentence each. */
  readonly notes: readonly string[]
  /** Closes all connections. */
  readonly close: () => void
}

/** Connection to an S3 server. */
export interface Client extends ClientInfo {
  readonly bucket: (name: string) => BucketUploads
  /** Lists the names of all buckets that the credentials can list. */
  readonly bucketNames: (signal: AbortSignal) => Promise<string[]>
}

export interface Dependencies {
  readonly environment: Environment
  readonly clock: Clock
  /** Receives one line for each request. */
  readonly log?: (line: string) => void
}

/** Sends no request. @throws CliError if there are no credentials, or if the endpoint is not allowed. */
export async function connect(options: ConnectionOptions, dependencies: Dependencies): Promise<Client> {
  const connection = await resolveConnection(options, dependencies.environment)
  if (connection.credentials.kind === 'missing') throw connection.credentials.error
  const { server, contextOf } = createContexts(connection, dependencies)
  return {
    endpoint: server.endpoint,
    credentials: server.credentials,
    notes: connection.notes,
    bucket: (name) => new BucketUploads(contextOf(name)),
    bucketNames: (signal) => listBuckets(server, signal),
    close: () => server.s3.destroy(),
  }
}

/** @throws CliError */
export async function listBuckets(context: S3Context, signal: AbortSignal): Promise<string[]> {
  const names = new Set<string>()
  try {
    for (let ContinuationToken: string | undefined; ;) {
      const page = await send(context, new ListBucketsCommand({ ContinuationToken }), signal)
      const known = names.size
      for (const { Name } of page.Buckets ?? []) if (Name !== undefined) names.add(Name)
      ContinuationToken = page.ContinuationToken
      if (ContinuationToken === undefined) return [...names]
      if (names.size === known) throw new InvalidResponseError('pages of buckets that repeat')
    }
  } catch (error) {
    throw toCliError(error, { operation: 'list-buckets', ...context })
  }
}

/** Resolves a connection as `connect` does. Missing credentials are a failed check, not an error. */
export async function diagnose(options: ConnectionOptions, dependencies: Dependencies) {
  const { environment } = dependencies
  const connection = await resolveConnection(options, environment)
  const { Doctor } = await import('./doctor.js')
  const { server, contextOf, cache } = createContexts(connection, dependencies)
  return {
    settings: connectionSettings(connection, server.proxy),
    notes: connection.notes,
    checks: (bucket: string | undefined, signal: AbortSignal) => {
      const context = bucket === undefined ? server : contextOf(bucket)
      return new Doctor({ context, connection, environment, cache, signal }).checks()
    },
  }
}

export type Diagnosis = Awaited<ReturnType<typeof diagnose>>

function connectionSettings({ endpoint, addressing, region, credentials }: Connection, proxy?: Proxy) {
  const key = credentials.kind === 'static' ? maskedKey(credentials.identity.accessKeyId) : 'fetched when used'
  return [
    { name: 'Endpoint', value: endpoint.value.origin, source: endpoint.source },
    ...(proxy ? [{ name: 'Proxy', value: shownProxy(proxy.value), source: proxy.source }] : []),
    { name: 'Addressing', ...addressing },
    { name: 'Region', ...region },
    { name: 'Credentials', value: credentials.kind === 'missing' ? 'none' : key, source: credentials.source },
  ]
}

function createContexts(connection: Connection, { clock, log, environment }: Dependencies) {
  const { endpoint, addressing, region, credentials, timeout } = connection
  const cache = new CredentialCache(credentials.source, providerFor(credentials, endpoint.value), clock.now, timeout)
  const endpoints = new Map<string | undefined, BucketEndpoint>()
  const endpointOf = (bucket?: string): BucketEndpoint => {
    const known = endpoints.get(bucket)
    if (known) return known
    const url = bucketUrl(endpoint.value, addressing.value, bucket)
    const address = { bucket, url, proxy: proxyFor(url, environment) }
    endpoints.set(bucket, address)
    return address
  }
  const server: S3Context = {
    s3: createS3Client({ region: region.value, credentials: cache, clock, endpointOf, timeout, log }),
    clock,
    endpoint: endpoint.value.origin,
    credentials: credentials.source,
    // An invalid proxy is an error of the settings, not of a request.
    ...endpointOf(),
  }
  const contextOf = (bucket: string): BucketContext => {
    const style = addressing.value
    const reason = invalidBucketName(bucket, style)
    if (reason === undefined) return { ...server, ...endpointOf(bucket), bucket }
    throw new CliError('usage', `Invalid bucket name "${displaySafe(bucket)}" for ${style} addressing.`, reason)
  }
  return { server, contextOf, cache }
}
