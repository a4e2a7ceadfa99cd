import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'
import { ListBucketsCommand, ListMultipartUploadsCommand, S3ServiceException } from '@aws-sdk/client-s3'
import type { Connection } from '../config/connection.js'
import { hostOf, isPrimary, LOTA_ADDRESS } from '../config/endpoint.js'
import { type Environment, verifiesCertificates } from '../config/settings.js'
import { describeRule } from '../core/abort-rule.js'
import { signalWithin } from '../core/concurrency.js'
import type { FailureKind } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import { type Duration, formatDuration, formatInstant, readHttpDate } from '../core/time.js'
import { CliError } from '../errors.js'
import { lookupWithLocalhost } from '../s3/connections.js'
import { type CredentialCache, maskedKey } from '../s3/credential-cache.js'
import { toFailure } from '../s3/describe-error.js'
import { headersOfResponse } from '../s3/protocol.js'
import { errorCodeOf, headerOf, isRequestError, NetworkError, toNetworkError } from '../s3/request-error.js'
import { Lifecycle } from './lifecycle.js'
import { type BucketContext, type S3Context, send } from './s3-context.js'

/** Difference of clocks that is worth a note. */
const NOTABLE_SKEW: Duration = 300_000
const MAX_PROBE_TIME: Duration = 5_000
/** Error codes that a server returns only after it has accepted the signature. */
const PROVE_IDENTITY = new Set(['AccessDenied', 'NoSuchBucket', 'NotImplemented'])

interface Address {
  readonly hostname: string
  readonly port: number
}

/** One check and its result. */
export type Check = { readonly name: string; readonly detail: string } & (
  { readonly result: 'ok' | 'info' } | { readonly result: 'failed'; readonly kind: FailureKind }
)

/** Result of a check that did not fail. A note is neither good nor bad. */
type CheckResult = string | { readonly note: string }
type Checks = Readonly<Record<string, () => CheckResult | Promise<CheckResult>>>

interface DoctorOptions {
  /** Context of a bucket, or of the server. */
  readonly context: S3Context
  readonly connection: Connection
  readonly environment: Environment
  readonly cache: CredentialCache
  readonly signal: AbortSignal
}

/** Checks one after another what could keep requests from working. Changes nothing. */
export class Doctor {
  readonly #options: DoctorOptions
  /** Address that requests connect to: that of the proxy, if there is one. */
  readonly #address: Address
  /** `Date` header of the signed request. */
  #serverTime: string | undefined

  constructor(options: DoctorOptions) {
    this.#options = options
    const { url, proxy } = options.context
    const target = proxy?.value ?? url
    const defaultPort = target.protocol === 'https:' ? 443 : 80
    this.#address = { hostname: hostOf(target), port: Number(target.port) || defaultPort }
  }

  /** Checks credentials and network independently, then the requests that need both. */
  async *checks(): AsyncGenerator<Check> {
    const { context, connection } = this.#options
    const { bucket, proxy } = context
    const { hostname, port } = this.#address
    const hasCredentials = yield* this.#run({ credentials: () => this.#credentials() })
    const isConnected = yield* this.#run({
      name: async () => `${hostname} resolves to ${(await resolveHost(hostname, this.#limit())).join(', ')}`,
      connection: async () => {
        const duration = await tcpProbe(this.#address, this.#limit())
        return `connected to ${proxy ? 'the proxy at ' : ''}port ${port} in ${Math.ceil(duration)} ms`
      },
      TLS: () => this.#tls(),
    })
    if (hasCredentials && isConnected) {
      yield* this.#run({
        signature: () => this.#signature(),
        clock: () => this.#clock(),
        ...(bucket !== undefined && {
          bucket: () => this.#list().then(() => `uploads in ${bucket} can be listed`),
          lifecycle: () => this.#lifecycle({ ...context, bucket }),
        }),
      })
    }
    if (isPrimary(connection.endpoint.value)) yield* this.#run({ LOTA: () => this.#lota() })
  }

  /** Runs checks until one fails. Returns true if none did. */
  async *#run(checks: Checks): AsyncGenerator<Check, boolean> {
    for (const [name, check] of Object.entries(checks)) {
      const result = await this.#check(name, check)
      yield result
      if (result.result === 'failed') return false
    }
    return true
  }

  async #check(name: string, check: Checks[string]): Promise<Check> {
    const { signal, context } = this.#options
    try {
      const result = await check()
      signal.throwIfAborted()
      if (typeof result === 'string') return { name, result: 'ok', detail: result }
      return { name, result: 'info', detail: result.note }
    } catch (error) {
      if (signal.aborted) throw error
      if (error instanceof CliError && (error.kind === 'access-denied' || error.kind === 'retryable'))
        return { name, result: 'failed', kind: error.kind, detail: error.message }
      if (!isRequestError(error)) throw error
      const operation = context.bucket === undefined ? 'list-buckets' : 'list'
      const { kind, message } = toFailure(error, { operation, ...context })
      // A failing server may not have checked the signature.
      const isOther = name === 'signature' && kind !== 'access-denied'
      return { name: isOther ? 'response' : name, result: 'failed', kind, detail: message }
    }
  }

  async #credentials(): Promise<CheckResult> {
    const { accessKeyId, sessionToken, expiration } = await this.#options.cache.get(this.#options.signal)
    const token = sessionToken ? ' with a session token' : ''
    const expiry = expiration ? `, valid until ${formatInstant(expiration.getTime())}` : ''
    return maskedKey(accessKeyId) + token + expiry
  }

  async #tls(): Promise<CheckResult> {
    const { connection, context, environment } = this.#options
    if (connection.endpoint.value.protocol === 'http:') return { note: 'none, plain http' }
    if (!verifiesCertificates(environment))
      return { note: 'not verified, because NODE_TLS_REJECT_UNAUTHORIZED is 0 (unset it to abort or verify)' }
    if (context.proxy) return { note: 'through the proxy, checked by the next request' }
    return tlsProbe(this.#address, this.#limit())
  }

  async #signature(): Promise<CheckResult> {
    try {
      await this.#list()
    } catch (error) {
      if (!PROVE_IDENTITY.has(errorCodeOf(error) ?? '')) throw error
    }
    return 'accepted'
  }

  #clock(): CheckResult {
    const serverTime = readHttpDate(this.#serverTime)
    if (serverTime === undefined) return { note: 'the server sent no Date header' }
    const skew = serverTime - this.#options.context.clock.now()
    if (Math.abs(skew) < NOTABLE_SKEW) return 'agrees with the server'
    const direction = skew > 0 ? 'behind' : 'ahead of'
    return { note: `this machine is ${formatDuration(Math.abs(skew))} ${direction} the server (compensated)` }
  }

  /** The rules are optional, and not all servers have them. */
  async #lifecycle(context: BucketContext): Promise<CheckResult> {
    try {
      const { abortRules: rules } = await new Lifecycle(context).readOnce(this.#options.signal)
      if (rules.length === 0) return { note: 'no rule aborts incomplete uploads' }
      const described = rules.map((rule) => displaySafe(describeRule(rule))).join('; ')
      return rules.some(({ isEnabled }) => isEnabled) ? described : { note: described }
    } catch (error) {
      if (!isRequestError(error) || error instanceof NetworkError) throw error
      const response = errorCodeOf(error) ?? 'an invalid response'
      return { note: `unknown, the server returned ${displaySafe(response)}` }
    }
  }

  async #lota(): Promise<CheckResult> {
    const isReachable = await tcpProbe(LOTA_ADDRESS, this.#limit()).catch(() => undefined)
    if (isReachable !== undefined) return { note: 'reachable from here, use --endpoint lota' }
    return { note: 'not reachable from here, as usual outside of a CoreWeave cluster' }
  }

  #limit(): AbortSignal {
    const { signal, connection } = this.#options
    return signalWithin(Math.min(MAX_PROBE_TIME, connection.timeout), signal)
  }

  async #list(): Promise<void> {
    const { context, signal } = this.#options
    const { bucket } = context
    // The parameters of a listing: a server may reject others.
    const listing = { Bucket: bucket, EncodingType: 'url', MaxUploads: 1000 } as const
    try {
      const output =
        bucket === undefined
          ? await send(context, new ListBucketsCommand({}), signal)
          : await send(context, new ListMultipartUploadsCommand(listing), signal)
      this.#serverTime = headersOfResponse(output).date
    } catch (error) {
      if (error instanceof S3ServiceException) this.#serverTime = headerOf(error, 'date')
      throw error
    }
  }
}

export function resolveHost(hostname: string, limit: AbortSignal): Promise<string[]> {
  return new Promise((resolve, reject) => {
    limit.addEventListener('abort', () => reject(new NetworkError('ETIMEDOUT', 'No address in time')))
    lookupWithLocalhost(hostname, { all: true }, (error, found) => {
      if (error) reject(toNetworkError(error))
      else resolve([found as LookupAddress[]].flat().map(({ address }) => address))
    })
  })
}

/** Opens and closes a TCP connection. Returns the time that it took to connect. */
export async function tcpProbe({ hostname, port }: Address, limit: AbortSignal): Promise<Duration> {
  const startedAt = performance.now()
  const socket = net.connect({ host: hostname, port, lookup: lookupWithLocalhost })
  await awaitEvent(socket, 'connect', limit)
  socket.destroy()
  return performance.now() - startedAt
}

/** Completes a TLS handshake. A certificate that is not trusted is an error, as it is for every request. */
export async function tlsProbe({ hostname, port }: Address, limit: AbortSignal): Promise<string> {
  const servername = net.isIP(hostname) ? '' : hostname
  const socket = tls.connect({ host: hostname, port, servername, lookup: lookupWithLocalhost })
  await awaitEvent(socket, 'secureConnect', limit)
  const { issuer, valid_to: validTo } = socket.getPeerCertificate()
  const protocol = socket.getProtocol() ?? 'TLS'
  socket.destroy()
  const authority = displaySafe([issuer.O ?? issuer.CN].flat().join(', '))
  return `${protocol}, certificate by ${authority}, valid until ${validTo}`
}

async function awaitEvent(socket: net.Socket, event: string, limit: AbortSignal): Promise<void> {
  try {
    await once(socket, event, { signal: limit })
  } catch (error) {
    socket.destroy()
    if (limit.aborted) throw new NetworkError('ETIMEDOUT', 'No connection in time')
    throw toNetworkError(error)
  }
}
