import type { AwsCredentialIdentity } from '@smithy/types'
import { Problem } from '../errors.js'

/** Finds credentials, and keeps them until shortly before they expire; `forceRefresh` finds them anew. */
export type CredentialProvider = (options?: { forceRefresh: boolean }) => Promise<AwsCredentialIdentity>

/** The credentials that requests are signed with at the moment. */
export class Credentials {
  /** Where they come from, never what they are. */
  readonly source: string
  readonly #provider: CredentialProvider
  #refreshing: Promise<AwsCredentialIdentity> | undefined

  constructor(source: string, provider: CredentialProvider) {
    this.source = source
    this.#provider = provider
  }

  /** @throws Problem, denied, where none can be found. */
  current(): Promise<AwsCredentialIdentity> {
    return this.#refreshing ?? this.#find()
  }

  /**
   * Others than those that the store says have expired, or undefined where there are no others. However many
   * requests find that out at once, they are fetched once.
   */
  async after(expired: AwsCredentialIdentity): Promise<AwsCredentialIdentity | undefined> {
    const current = await this.current()
    if (!isSame(current, expired)) return current
    this.#refreshing ??= this.#find({ forceRefresh: true })
    const fresh = await this.#refreshing
    this.#refreshing = undefined
    return isSame(fresh, expired) ? undefined : fresh
  }

  async #find(options?: { forceRefresh: boolean }): Promise<AwsCredentialIdentity> {
    try {
      return await this.#provider(options)
    } catch (error) {
      throw new Problem(
        'denied',
        'No credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a --profile.',
        { cause: error },
      )
    }
  }
}

function isSame(one: AwsCredentialIdentity, other: AwsCredentialIdentity): boolean {
  return one.accessKeyId === other.accessKeyId && one.sessionToken === other.sessionToken
}
