import { once } from 'node:events'
import type { AwsCredentialIdentity } from '@smithy/types'
import { type Duration, formatDuration, type Instant, MAX_TIMER } from '../core/time.js'
import { CliError } from '../errors.js'
import { NetworkError } from './request-error.js'

/** Fetches credentials, until the signal fires. */
export type CredentialProvider = (signal: AbortSignal) => Promise<AwsCredentialIdentity>

/** Credentials that expire sooner than this are fetched again. */
const EXPIRY_MARGIN: Duration = 300_000
/** Shortest time between two fetches, for credentials that live less than the margin. */
const MIN_INTERVAL: Duration = 60_000
const DEFAULT_TIMEOUT: Duration = 60_000

/** Caches the credentials that requests are signed with. */
export class CredentialCache {
  /** Source of the credentials, never their values. */
  readonly source: string
  readonly #provider: CredentialProvider
  readonly #now: () => Instant
  readonly #timeout: Duration
  #identity: AwsCredentialIdentity | undefined
  #fetchedAt = -Infinity
  #fetching: Promise<AwsCredentialIdentity> | undefined

  constructor(source: string, provider: CredentialProvider, now: () => Instant, timeout = DEFAULT_TIMEOUT) {
    this.source = source
    this.#provider = provider
    this.#now = now
    this.#timeout = Math.min(timeout, MAX_TIMER)
  }

  /**
   * Concurrent calls fetch once. If the signal of the first call fires, the others fetch again.
   *
   * @throws CliError if they cannot be fetched: retryable after the time limit, otherwise access-denied.
   * @throws NetworkError, ECANCELED, if the signal fires.
   */
  async get(signal?: AbortSignal): Promise<AwsCredentialIdentity> {
    for (;;) {
      const cached = this.cached()
      if (cached) return cached
      try {
        return await this.#fetch(signal)
      } catch (error) {
        if (!(error instanceof NetworkError) || !signal || signal.aborted) throw error
      }
    }
  }

  /** Returns the cached credentials, or undefined if there are none or they expire soon. */
  cached(): AwsCredentialIdentity | undefined {
    const identity = this.#identity
    if (!identity?.expiration) return identity
    const now = this.#now()
    const expiresSoon = identity.expiration.getTime() - now < EXPIRY_MARGIN && now - this.#fetchedAt > MIN_INTERVAL
    return expiresSoon ? undefined : identity
  }

  /**
   * Returns credentials to use after others have expired, or undefined if the provider returns the same. Concurrent
   * calls fetch once.
   */
  async refresh(expired: AwsCredentialIdentity, signal?: AbortSignal): Promise<AwsCredentialIdentity | undefined> {
    if (this.#identity && this.#identity !== expired) return this.#identity
    const fresh = await this.#fetch(signal)
    const isSame = fresh.accessKeyId === expired.accessKeyId && fresh.sessionToken === expired.sessionToken
    return isSame ? undefined : fresh
  }

  #fetch(signal: AbortSignal | undefined): Promise<AwsCredentialIdentity> {
    this.#fetching ??= this.#fetchInTime(signal).finally(() => (this.#fetching = undefined))
    return this.#fetching
  }

  /** Ends at the time limit and if the signal fires, also if the provider does not. */
  async #fetchInTime(signal: AbortSignal | undefined): Promise<AwsCredentialIdentity> {
    const timeout = new AbortController()
    // Unlike AbortSignal.timeout, it keeps the process running.
    const timer = setTimeout(timeout.abort.bind(timeout), this.#timeout)
    const ended = AbortSignal.any(signal ? [signal, timeout.signal] : [timeout.signal])
    try {
      ended.throwIfAborted()
      const end = once(ended, 'abort').then(() => Promise.reject(new Error('no credentials in time')))
      this.#identity = await Promise.race([this.#provider(ended), end])
      this.#fetchedAt = this.#now()
      return this.#identity
    } catch (error) {
      if (signal?.aborted) throw new NetworkError('ECANCELED', 'the request was canceled')
      if (error instanceof CliError) throw error
      if (timeout.signal.aborted) {
        const problem = `No credentials from ${this.source} within ${formatDuration(this.#timeout)}.`
        throw new CliError('retryable', problem, 'Check that it works outside of cwmpu, or raise --timeout.')
      }
      // Does not print the cause. Errors of credential_process contain its command line, which may hold secrets.
      const problem = `Cannot get credentials from ${this.source}.`
      throw new CliError('access-denied', problem, 'Check that it works outside of cwmpu.', { cause: error })
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Returns an access key in a form that its owner recognizes and that does not reveal it. */
export function maskedKey(accessKeyId: string): string {
  return accessKeyId.length < 12 ? '…' : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`
}
