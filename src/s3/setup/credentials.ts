import type { AwsCredentialIdentity } from '@smithy/types'
import type { Duration } from '../../core/duration.js'
import type { Instant } from '../../core/instant.js'
import { Problem } from '../../errors.js'
import type { CredentialProvider } from './options.js'

/** Credentials that end sooner than this are fetched anew. */
const MARGIN: Duration = 300_000
/** Some live no longer than that. */
const AT_MOST_EVERY: Duration = 60_000

/** The credentials that requests are signed with at the moment. */
export class Credentials {
  /** Where they come from, never what they are. */
  readonly source: string
  readonly #provider: CredentialProvider
  readonly #now: () => Instant
  #held: AwsCredentialIdentity | undefined
  #fetchedAt = -Infinity
  #fetching: Promise<AwsCredentialIdentity> | undefined

  constructor(source: string, provider: CredentialProvider, now: () => Instant) {
    this.source = source
    this.#provider = provider
    this.#now = now
  }

  /** @throws Problem, denied, where they can't be had. */
  async current(): Promise<AwsCredentialIdentity> {
    return this.held() ?? this.#fetch()
  }

  /** Those that are here and good for a while. */
  held(): AwsCredentialIdentity | undefined {
    return this.#held && !this.#endsSoon(this.#held) ? this.#held : undefined
  }

  /**
   * Others than those that the store says have expired, or undefined where there are no others. However many
   * requests find that out at once, they are fetched once.
   */
  async after(expired: AwsCredentialIdentity): Promise<AwsCredentialIdentity | undefined> {
    if (this.#held && this.#held !== expired) return this.#held
    const fresh = await this.#fetch()
    const isSame = fresh.accessKeyId === expired.accessKeyId && fresh.sessionToken === expired.sessionToken
    return isSame ? undefined : fresh
  }

  #endsSoon({ expiration }: AwsCredentialIdentity): boolean {
    const now = this.#now()
    return (
      expiration !== undefined && expiration.getTime() - now < MARGIN && now - this.#fetchedAt > AT_MOST_EVERY
    )
  }

  #fetch(): Promise<AwsCredentialIdentity> {
    this.#fetching ??= this.#provider()
      .then((identity) => {
        this.#fetchedAt = this.#now()
        return (this.#held = identity)
      })
      .catch((error: unknown) => {
        throw error instanceof Problem ? error : this.#unavailable(error)
      })
      .finally(() => (this.#fetching = undefined))
    return this.#fetching
  }

  /** The cause is kept, not shown: a credential_process repeats its command line, secrets and all. */
  #unavailable(cause: unknown): Problem {
    return new Problem('denied', `No credentials came from ${this.source}: see that it works by itself.`, {
      cause,
    })
  }
}

/** An access key such that its owner knows it again, and nobody learns it. */
export function maskedKey(accessKeyId: string): string {
  return accessKeyId.length < 12 ? '…' : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`
}
