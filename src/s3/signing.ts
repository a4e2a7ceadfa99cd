import { S3ServiceException, type ServiceInputTypes, type ServiceOutputTypes } from '@aws-sdk/client-s3'
import { Sha256 } from '@smithy/core/checksum'
import { HttpRequest } from '@smithy/core/transport'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AwsCredentialIdentity, FinalizeRequestMiddleware } from '@smithy/types'
import type { Clock } from '../core/clock.js'
import type { Duration } from '../core/duration.js'
import { readHttpDate } from '../core/instant.js'
import type { CredentialCache } from './credential-cache.js'
import { errorCodeOf, headerOf } from './request-error.js'
import type { BucketEndpoint } from './request-guard.js'
import { S3Request } from './s3-request.js'

type SigningMiddleware = FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes>

export interface SigningOptions {
  readonly region: string
  readonly credentials: CredentialCache
  readonly clock: Clock
  readonly endpointOf: (bucket: string | undefined) => BucketEndpoint
}

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'])
const signals = new WeakMap<object, AbortSignal>()

/**
 * Lets a signal cancel a command. An option of `send` does the same, but turns `cacheMiddleware` off, which doubles
 * the cost of an abort.
 */
export function withSignal<T extends { readonly input: object }>(command: T, signal: AbortSignal): T {
  signals.set(command.input, signal)
  return command
}

/**
 * Signs requests by AWS Signature Version 4, in place of the SDK's auth schemes, which select a signer anew for each
 * request. Replaces expired credentials once, and corrects a wrong clock once.
 */
export function signingMiddleware(options: SigningOptions): SigningMiddleware {
  const { credentials, endpointOf } = options
  const signer = new Signer(options)
  return (next) => async (args) => {
    const { Bucket } = args.input as { readonly Bucket?: string }
    const endpoint = endpointOf(Bucket)
    const send = async (identity: AwsCredentialIdentity) => {
      const signed = await signer.sign(args.request, identity)
      return next({ ...args, request: new S3Request(signed, endpoint, signals.get(args.input)) })
    }
    const identity = credentials.cached() ?? (await credentials.get())
    try {
      return await send(identity)
    } catch (error) {
      const isExpired = EXPIRED.has(errorCodeOf(error) ?? '')
      const fresh = isExpired ? await credentials.refresh(identity) : undefined
      if (!fresh && !signer.correctClock(error)) throw error
      return send(fresh ?? identity)
    }
  }
}

class Signer {
  readonly #region: string
  readonly #clock: Clock
  #current: { readonly identity: AwsCredentialIdentity; readonly signer: SignatureV4 } | undefined
  /** Difference to the clock of the server. */
  #skew: Duration = 0

  constructor({ region, clock }: Pick<SigningOptions, 'region' | 'clock'>) {
    this.#region = region
    this.#clock = clock
  }

  async sign(request: unknown, identity: AwsCredentialIdentity) {
    if (!HttpRequest.isInstance(request)) throw new TypeError('refused to sign what is not a request')
    if (this.#current?.identity !== identity) this.#current = { identity, signer: this.#signerOf(identity) }
    const signingDate = new Date(this.#clock.now() + this.#skew)
    return this.#current.signer.sign(request, { signingDate })
  }

  /** Returns false if the error is not about the clock, or if the server sent no time. */
  correctClock(error: unknown): boolean {
    if (!(error instanceof S3ServiceException) || error.name !== 'RequestTimeTooSkewed') return false
    const serverTime = readHttpDate(headerOf(error, 'date'))
    if (serverTime === undefined) return false
    this.#skew = serverTime - this.#clock.now()
    return true
  }

  #signerOf(credentials: AwsCredentialIdentity): SignatureV4 {
    return new SignatureV4({
      service: 's3',
      region: this.#region,
      sha256: Sha256,
      uriEscapePath: false,
      credentials,
    })
  }
}
