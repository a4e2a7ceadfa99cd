import type { AwsCredentialIdentity } from '@smithy/types'
import type { Duration } from '../core/duration.js'
import type { Instant } from '../core/instant.js'
import { CliError } from '../errors.js'

export type CredentialProvider = () => Promise<AwsCredentialIdentity>

/** Credentials that expire sooner than this are fetched again. */
const EXPIRY_MARGIN: Duration = 300_000
/** Shortest time between two fetches, for credentials that live less than the margin. */
const MIN_INTERVAL: Duration = 60_000

/** Caches the credentials that requests are signed with. */
export class CredentialCache {
  /** Source of the credentials, never their values. */
  readonly source: string
  readonly #provider: CredentialProvider
  readonly #now: () => Instant
  #identity: AwsCredentialIdentity | undefined
  #fetchedAt = -Infinity
  #fetching: Promise<AwsCredentialIdentity> | undefined

  constructor(source: string, provider: CredentialProvider, now: () => Instant) {
    this.source = source
    this.#provider = provider
    this.#now = now
  }

  /** @throws CliError, access-denied, if they cannot be fetched. */
  async get(): Promise<AwsCredentialIdentity> {
    return this.cached() ?? this.#fetch()
  }

  /** Returns the cached credentials, or undefined if there are none or they expire soon. */
  cached(): AwsCredentialIdentity | undefined {
    return this.#identity && !this.#expiresSoon(this.#identity) ? this.#identity : undefined
  }

  /**
   * Returns credentials to use after others have expired, or undefined if the provider returns the same. Concurrent
   * calls fetch once.
   */
  async refresh(expired: AwsCredentialIdentity): Promise<AwsCredentialIdentity | undefined> {
    if (this.#identity && this.#identity !== expired) return this.#identity
    const fresh = await this.#fetch()
    const isSame = fresh.accessKeyId === expired.accessKeyId && fresh.sessionToken === expired.sessionToken
    return isSame ? undefined : fresh
  }

  #expiresSoon({ expiration }: AwsCredentialIdentity): boolean {
    const now = this.#now()
    return (
      expiration !== undefined &&
      expiration.getTime() - now < EXPIRY_MARGIN &&
      now - this.#fetchedAt > MIN_INTERVAL
    )
  }

  #fetch(): Promise<AwsCredentialIdentity> {
    this.#fetching ??= this.#provider()
      .then((identity) => {
        this.#fetchedAt = this.#now()
        return (this.#identity = identity)
      })
      .catch((error: unknown) => {
        throw error instanceof CliError ? error : this.#unavailable(error)
      })
      .finally(() => (this.#fetching = undefined))
    return this.#fetching
  }

  /** Does not print the cause. Errors of credential_process contain its command line, which may hold secrets. */
  #unavailable(cause: unknown): CliError {
    return new CliError(
      'access-denied',
      `Cannot get credentials from ${this.source}. Check that it works outside of cwmpu.`,
      { cause },
    )
  }
}

/** Returns an access key in a form that its owner recognizes and that does not reveal it. */
export function maskedKey(accessKeyId: string): string {
  return accessKeyId.length < 12 ? '…' : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`
}
