import { ListBucketsCommand } from '@aws-sdk/client-s3'
import type { Clock } from '../core/time.js'
import type { ConnectionOptions, Environment } from '../config/settings.js'
import { type Connection, resolveConnection } from '../config/connection.js'
import { providerFor } from '../config/credential-provider.js'
import { bucketUrl } from '../config/endpoint.js'
import { proxyFor, shownProxy } from '../config/proxy.js'
import { invalidBucketName } from '../core/bucket-name.js'
import type { Check, Setting } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import { CredentialCache, maskedKey } from '../s3/credential-cache.js'
import type { BucketEndpoint, Proxy } from '../s3/request-guard.js'
import { createS3Client } from '../s3/s3-client.js'
import { toCliError } from '../s3/describe-error.js'
import { InvalidResponseError } from '../s3/request-error.js'
import { BucketUploads } from './bucket-uploads.js'
import { requestContext, type S3Context, send } from './s3-context.js'

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

/**
 * Resolves the endpoint and credentials. Sends no request.
 *
 * @throws CliError if there are no credentials, or if the endpoint is not allowed.
 */
export async function connect(options: ConnectionOptions, dependencies: Dependencies): Promise<Client> {
  const connection = await resolveConnection(options, dependencies.environment)
  if (connection.credentials.kind === 'missing') throw connection.credentials.error
  const context = createContext(connection, dependencies)
  return {
    endpoint: context.endpoint,
    credentials: context.credentials,
    notes: connection.notes,
    bucket: (name) => {
      assertBucketName(name, connection)
      return new BucketUploads(name, context)
    },
    bucketNames: (signal) => listBuckets(context, signal),
    close: () => {
      context.s3.destroy()
    },
  }
}

/**
 * Lists the names of all buckets that the credentials can list.
 *
 * @throws CliError
 */
export async function listBuckets(context: S3Context, signal: AbortSignal): Promise<string[]> {
  const names = new Set<string>()
  try {
    for (let token: string | undefined; ;) {
      const input = token === undefined ? {} : { ContinuationToken: token }
      const page = await send(context, new ListBucketsCommand(input), signal)
      const known = names.size
      for (const { Name } of page.Buckets ?? []) if (Name !== undefined) names.add(Name)
      token = page.ContinuationToken
      if (token === undefined) return [...names]
      if (names.size === known) throw new InvalidResponseError('pages of buckets that repeat')
    }
  } catch (error) {
    throw toCliError(error, requestContext(context, 'list-buckets'))
  }
}

/** @throws CliError, usage, if requests to the bucket cannot have this address. */
function assertBucketName(name: string, { addressing }: Connection): void {
  const reason = invalidBucketName(name, addressing.value)
  if (reason === undefined) return
  const message = `Invalid bucket name "${displaySafe(name)}" for ${addressing.value} addressing.`
  throw new CliError('usage', message, { hint: reason })
}

/** Settings of a connection, and the checks that test it. */
export interface Diagnosis {
  readonly settings: readonly Setting[]
  readonly notes: readonly string[]
  readonly checks: (bucket: string | undefined, signal: AbortSignal) => AsyncIterable<Check>
}

/** Resolves a connection as `connect` does. Missing credentials are a failed check, not an error. */
export async function diagnose(options: ConnectionOptions, dependencies: Dependencies): Promise<Diagnosis> {
  const connection = await resolveConnection(options, dependencies.environment)
  const { Doctor } = await import('./doctor.js')
  const cache = credentialCache(connection, dependencies)
  const context = createContext(connection, dependencies, cache)
  return {
    settings: connectionSettings(connection, context.endpointOf(undefined).proxy),
    notes: connection.notes,
    checks: (bucket, signal) => {
      if (bucket !== undefined) assertBucketName(bucket, connection)
      return new Doctor({ ...context, connection, cache, bucket, signal }).checks()
    },
  }
}

function connectionSettings(
  { endpoint, addressing, region, credentials }: Connection,
  proxy: Proxy | undefined,
): Setting[] {
  const { source } = credentials
  const key = credentials.kind === 'static' ? maskedKey(credentials.identity.accessKeyId) : 'fetched when used'
  return [
    { name: 'Endpoint', value: endpoint.value.origin, source: endpoint.source },
    ...(proxy ? [{ name: 'Proxy', value: shownProxy(proxy.value), source: proxy.source }] : []),
    { name: 'Addressing', ...addressing },
    { name: 'Region', ...region },
    { name: 'Credentials', value: credentials.kind === 'missing' ? 'none' : key, source },
  ]
}

function credentialCache({ credentials, endpoint, timeout }: Connection, { clock }: Dependencies): CredentialCache {
  const provider = providerFor(credentials, endpoint.value)
  return new CredentialCache(credentials.source, provider, clock.now, timeout)
}

function createContext(
  connection: Connection,
  dependencies: Dependencies,
  credentials = credentialCache(connection, dependencies),
): S3Context {
  const { endpoint, addressing, region, timeout } = connection
  const { clock, log, environment } = dependencies
  const endpoints = new Map<string | undefined, BucketEndpoint>()
  const endpointOf = (bucket: string | undefined): BucketEndpoint => {
    const known = endpoints.get(bucket)
    if (known) return known
    const url = bucketUrl(endpoint.value, addressing.value, bucket)
    const address = { bucket, url, proxy: proxyFor(url, environment) }
    endpoints.set(bucket, address)
    return address
  }
  // An invalid proxy is an error of the settings, not of a request.
  endpointOf(undefined)
  return {
    s3: createS3Client({ region: region.value, credentials, clock, endpointOf, timeout, log }),
    clock,
    endpoint: endpoint.value.origin,
    credentials: credentials.source,
    endpointOf,
  }
}
